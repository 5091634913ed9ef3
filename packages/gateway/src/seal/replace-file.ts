import { randomBytes } from 'node:crypto'
import { closeSync, fchmodSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file whole or not at all. It is written beside its place and moved there: what stood there before goes, and neither a
 * link is followed nor does anybody who has that open read what is new. Throws the system's errors.
 *
 * @param mode - its permissions from its first byte on; default: its owner alone may read it
 */
export function replaceFile(path: string, text: string, mode = 0o600): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600 & mode)
  try {
    fchmodSync(file, mode)
    writeFileSync(file, text)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}
