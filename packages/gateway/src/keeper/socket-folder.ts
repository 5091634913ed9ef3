import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the sockets between the keeper and its gateway live: out of the reach of other users. */
export interface SocketFolder {
  /** The path of one socket. */
  path(name: string): string
  /** Removes the folder, once the gateway has ended. */
  remove(): void
}

/** Where a folder may be made, the best first. */
export interface SocketPlaces {
  /** `RUNTIME_DIRECTORY`, as systemd gives it: made for this service, and removed with it. */
  readonly runtime?: string | undefined
  /** Default: the system's. */
  readonly temporary?: string
  /** The data folder: it can be written where all else is read-only. The last, since one that is deleted takes the sockets along. */
  readonly data?: string
}

/** What `sockaddr_un` has room for with its end, on macOS; Linux has four more. */
const longestPath = 103
/** The longest name of a socket there is: of a listener's role. */
const longestName = 'public'

/**
 * Makes a folder that only this user can enter (mode 0700), or names for Windows' pipes, in the first place where a
 * Unix socket can be listened on: short enough a path, not read-only, on a file system that knows sockets. Null
 * where there is none.
 */
export async function makeSocketFolder(places: SocketPlaces = {}): Promise<SocketFolder | null> {
  if (process.platform === 'win32') {
    const prefix = `\\\\.\\pipe\\countersign-${randomBytes(16).toString('hex')}`
    return { path: (name) => `${prefix}-${name}`, remove: () => undefined }
  }
  const { runtime, temporary = tmpdir(), data } = places
  for (const [place, own] of [
    [runtime?.split(':')[0], true],
    [temporary, false],
    [data, true],
  ] as const) {
    if (place === undefined || place === '') continue
    if (own) await removeLeft(place)
    const made = makeIn(place)
    if (made === null) continue
    const folder: SocketFolder = {
      path: (name) => join(made, name),
      remove: () => rmSync(made, { recursive: true, force: true }),
    }
    if (await takesSocket(folder.path(longestName))) return folder
    folder.remove()
  }
  return null
}

const prefix = 'countersign-'
/** Who takes longer to answer at a socket is busy, and lives; in ms. */
const answerMs = 1000

/** With this process's id in its name, so that the next keeper knows whose it was. */
function makeIn(place: string): string | null {
  try {
    return mkdtempSync(join(place, `${prefix}${process.pid}-`))
  } catch {
    return null
  }
}

async function takesSocket(path: string): Promise<boolean> {
  if (Buffer.byteLength(path) > longestPath) return false
  const server = createServer()
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(path, () => resolve(true))
  })
  if (listens) await new Promise((resolve) => server.close(resolve))
  return listens
}

/**
 * What keepers that were killed have left behind in a place that is this service's own. Another container may have a
 * keeper there with an id that means nothing here: whoever answers at its sockets is alive.
 */
async function removeLeft(place: string): Promise<void> {
  try {
    for (const name of readdirSync(place)) {
      const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
      if (pid === undefined || lives(Number(pid))) continue
      const folder = join(place, name)
      const answers = await Promise.all(readdirSync(folder).map((socket) => isListened(join(folder, socket))))
      if (!answers.includes(true)) rmSync(folder, { recursive: true, force: true })
    }
  } catch {
    // It cannot be read, and will not take a folder either.
  }
}

function isListened(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.setTimeout(answerMs, () => resolve(true))
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('timeout', () => socket.destroy())
    socket.once('connect', () => socket.destroy())
  })
}

/** Whether another process has this id. In a container each start has the same one: then that was this one's before. */
function lives(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
