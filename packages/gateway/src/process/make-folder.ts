import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, mode 0700; one that is there stays as it is. Throws the system's error. Node's
 * own `recursive` never comes back where a folder that is there lets nothing be made in it with ENOENT, as /proc does.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (isFolder(folder)) return
    const parent = dirname(folder)
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT' && !isFolder(parent)
    if (!missing || parent === folder) throw error
    makeFolder(parent)
    makeFolder(folder)
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
