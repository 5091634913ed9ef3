import { lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The variable by which Node keeps what it has compiled of the gateway, 8 MiB in a folder of the data folder: each later
 * start costs 0.3 s of processor time less. What lies there is run, so it is kept only where nobody but the gateway's
 * own user can write.
 *
 * @returns nothing where there is no such data folder
 */
export function compileCache(data: string): Readonly<Record<string, string>> {
  const folder = join(data, 'compiled')
  try {
    if (!isOwn(data)) return {}
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return isOwn(folder) ? { NODE_COMPILE_CACHE: folder } : {}
  } catch {
    // A folder that cannot be written to is met, and told of, by what needs it.
    return {}
  }
}

function isOwn(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0
}
