import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { JournalRefused } from '../errors.ts'
import { journalFile, openForReading } from '../sqlite/connection.ts'
import { refuseOthers } from '../sqlite/migrate.ts'
import { sync } from './sync.ts'

/** Pages that are copied between two looks at the clock: 1 MiB. */
const pagesAtOnce = 256

/** How a backup is made. */
export interface BackupOptions {
  readonly folder: string
  /** Where it is written: no file is there before, and none after a failure. */
  readonly file: string
  /** At most so many bytes a second, so that the disk serves the gateway meanwhile. */
  readonly bytesPerSecond: number
  /** Breaks it off between two steps. */
  readonly stop?: AbortSignal
  /** @param done - bytes that are copied, of `total` */
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Copies the store of a data folder as it is at one moment into one file, beside a gateway that goes on. Throws
 * `JournalRefused` where there is no store, or none of ours, SQLite's errors, and an AbortError where it is broken off.
 *
 * The moment is held by a transaction that reads: by SQLite's own account a copy that is made step by step begins anew
 * with every commit of another connection, and under load would never end, https://sqlite.org/backup.html. As long as
 * it is held the write-ahead log grows by what the gateway writes.
 */
export async function backUp({
  folder,
  file,
  bytesPerSecond,
  stop,
  onProgress,
}: BackupOptions): Promise<void> {
  if (!existsSync(journalFile(folder)))
    throw new JournalRefused(
      'ERR_DATA_FOLDER_UNUSABLE',
      `There is no store in ${folder}: name the data folder of the gateway.`,
    )
  const partial = `${file}.partial`
  // Nobody else may read it, from its first byte on: where others may write, too, one of theirs or a link may be there.
  rmSync(partial, { force: true })
  closeSync(openSync(partial, 'wx', 0o600))
  const source = openForReading(folder, 16 * 1024)
  try {
    refuseOthers(source, journalFile(folder))
    const pageSize = Number(source.prepare('pragma page_size').get()?.page_size)
    source.exec('begin')
    source.prepare('select count(*) from sqlite_schema').get()
    const began = performance.now()
    await backup(source, partial, {
      rate: pagesAtOnce,
      progress({ totalPages, remainingPages }) {
        const done = (totalPages - remainingPages) * pageSize
        onProgress(done, totalPages * pageSize)
        rest((done / bytesPerSecond) * 1000 - (performance.now() - began))
        stop?.throwIfAborted()
      },
    })
    stop?.throwIfAborted()
    standAlone(partial)
    sync(partial, 'file')
    renameSync(partial, file)
    sync(dirname(file), 'folder')
  } finally {
    source.close()
    for (const left of ['', '-journal', '-wal', '-shm']) rmSync(`${partial}${left}`, { force: true })
  }
}

/** SQLite asks for the next pages when this comes back; nothing else goes on in this process. */
function rest(ms: number): void {
  if (ms > 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** One file, that is read without a second beside it, from a folder that may not be written to. */
function standAlone(file: string): void {
  const db = new DatabaseSync(file)
  try {
    db.exec('pragma journal_mode = delete')
  } finally {
    db.close()
  }
}
