import type { DatabaseSync } from 'node:sqlite'

/** The write-ahead log, as the writer looks after it. */
export interface WriteAheadLog {
  /** Copies what it holds into the file, as far as readers allow; waits for nobody. */
  checkpoint(): void
  /**
   * Copies all of it and cuts it to nothing; false where a reader, or another checkpoint, was in the way for
   * `waitMs`.
   */
  emptyLog(waitMs: number): boolean
  /** Pages in it, and those of them that are in the file. */
  log(): { readonly logged: number; readonly copied: number }
}

export function createWriteAheadLog(db: DatabaseSync): WriteAheadLog {
  const checkpoint = db.prepare('pragma wal_checkpoint(passive)')
  const truncate = db.prepare('pragma wal_checkpoint(truncate)')
  // Looks and copies nothing; about 1 µs.
  const look = db.prepare('pragma wal_checkpoint(noop)')
  return {
    checkpoint: () => void checkpoint.get(),
    emptyLog: (waitMs) => {
      db.exec(`pragma busy_timeout = ${waitMs}`)
      try {
        return truncate.get()?.busy === 0
      } finally {
        db.exec('pragma busy_timeout = 5000')
      }
    },
    log: () => {
      try {
        const row = look.get()
        return { logged: Number(row?.log), copied: Number(row?.checkpointed) }
      } catch {
        // A disk that fails: the next commit says so to its caller.
        return { logged: 0, copied: 0 }
      }
    },
  }
}
