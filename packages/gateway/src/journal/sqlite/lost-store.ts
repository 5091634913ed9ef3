import { existsSync, statSync } from 'node:fs'
import { JournalRefused } from '../errors.ts'
import { journalFile } from './connection.ts'
import { lockFile } from './lock.ts'

/**
 * Refuses to begin an empty store where there has been one: `JournalRefused`, `ERR_JOURNAL_GONE`. What says so: the
 * gateway's own keeper, the lock's file, which is made after the store's, and the file of a gateway that was up.
 *
 * @param running - the file that a gateway keeps while it is up on the folder
 * @param wasUp - whether a gateway of this keeper has been up on it
 */
export function refuseLostStore(folder: string, running: string, wasUp: boolean): void {
  const file = journalFile(folder)
  const size = statSync(file, { throwIfNoEntry: false })?.size
  const traces = [running, lockFile(folder)].filter((path) => existsSync(path))
  const lost = size === undefined ? wasUp || traces.length > 0 : size === 0 && existsSync(running)
  if (!lost) return
  const begin =
    traces.length > 0
      ? `remove ${traces.join(' and ')}, and start again`
      : 'stop this process, and start again'
  throw new JournalRefused(
    'ERR_JOURNAL_GONE',
    `The store ${file} is gone or empty, and there has been one. Put it or a backup back. To begin with an empty store: ${begin}.`,
  )
}
