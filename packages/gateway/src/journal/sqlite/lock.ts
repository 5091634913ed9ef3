import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { JournalRefused } from '../errors.ts'
import { busy, sqliteCode } from './fault.ts'

export function lockFile(folder: string): string {
  return join(folder, 'lock.sqlite')
}

/**
 * Holds the data folder for this process. The lock is an exclusive transaction on an empty side database:
 * the operating system ends it with the process, however that dies, and nothing stale is left to clean up.
 *
 * Waits up to `waitMs` first, since a predecessor may be about to die, then throws `JournalRefused`,
 * `ERR_DATA_FOLDER_IN_USE`.
 */
export function lockFolder(folder: string, waitMs: number): { release(): void } {
  const db = new DatabaseSync(lockFile(folder), { timeout: waitMs })
  try {
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    if (sqliteCode(error) !== busy) throw error
    throw new JournalRefused(
      'ERR_DATA_FOLDER_IN_USE',
      `Another gateway is using the data folder ${folder}. Stop it, or choose another folder with --data.`,
      { cause: error },
    )
  }
  return { release: () => db.close() }
}
