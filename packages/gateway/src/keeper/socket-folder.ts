import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the sockets between the keeper and its gateway live: out of the reach of other users. */
export interface SocketFolder {
  /** The path of one socket. */
  path(name: string): string
  /** Removes the folder, once the gateway has ended. */
  remove(): void
}

/** Makes a folder that only this user can enter (mode 0700), or names for Windows' pipes. */
export function makeSocketFolder(): SocketFolder {
  if (process.platform === 'win32') {
    const prefix = `\\\\.\\pipe\\countersign-${randomBytes(16).toString('hex')}`
    return { path: (name) => `${prefix}-${name}`, remove: () => undefined }
  }
  // Short, since the path of a Unix socket may have about a hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
