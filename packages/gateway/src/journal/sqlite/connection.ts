import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { refuseOthers } from './migrate.ts'

/** The one file of the journal within its data folder. */
export function journalFile(folder: string): string {
  return join(folder, 'journal.sqlite')
}

/**
 * The connection that writes. A commit is over when its frames of the write-ahead log are on disk
 * (`synchronous=FULL`); on macOS `fsync` leaves them in the drive's cache, `fullfsync` does not.
 * Checkpoints are called for, never automatic: they would stall the commit that happens to trigger them.
 */
export function openForWriting(folder: string, cacheKib: number): DatabaseSync {
  const db = new DatabaseSync(journalFile(folder), { timeout: 5000 })
  refuseOthers(db, journalFile(folder))
  // Before the first table is made: free pages can be given back. https://sqlite.org/pragma.html#pragma_auto_vacuum
  db.exec('pragma auto_vacuum = incremental')
  db.exec('pragma journal_mode = wal')
  // What is deleted is overwritten with zeros: 1.5 µs an event when its time is over.
  db.exec('pragma secure_delete = on')
  db.exec('pragma synchronous = full')
  if (process.platform === 'darwin') db.exec('pragma fullfsync = 1; pragma checkpoint_fullfsync = 1')
  db.exec('pragma wal_autocheckpoint = 0')
  db.exec('pragma temp_store = memory')
  db.exec(`pragma cache_size = -${cacheKib}`)
  return db
}

/**
 * A connection that reads, beside the writer. No memory map: its pages would count towards the process's
 * memory for as long as they stay in the page cache.
 */
export function openForReading(folder: string, cacheKib: number): DatabaseSync {
  const db = new DatabaseSync(journalFile(folder), { readOnly: true, timeout: 5000 })
  db.exec('pragma temp_store = memory')
  db.exec(`pragma cache_size = -${cacheKib}`)
  return db
}
