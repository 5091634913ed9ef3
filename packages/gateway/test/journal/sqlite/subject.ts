import { rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { Journal } from '../../../src/journal/journal.ts'
import { journalFile } from '../../../src/journal/sqlite/connection.ts'
import { openSqliteJournal } from '../../../src/journal/sqlite/open.ts'
import type { Tuning } from '../../../src/journal/sqlite/tuning.ts'
import { scratchFolder } from '../../harness/scratch-folder.ts'
import { auditKey } from '../samples.ts'
import type { Subject } from '../subject.ts'

/** A folder for one test, and its removal. */
export async function temporaryFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = scratchFolder('countersign-journal-')
  return { folder, remove: () => rm(folder, { recursive: true }) }
}

/** A SQLite journal in a folder of its own. */
export async function sqliteSubject(
  tuning: Partial<Tuning> = {},
): Promise<Subject & { readonly folder: string }> {
  const { folder, remove } = await temporaryFolder()
  let journal: Journal = await openSqliteJournal({ folder, tuning, auditKey })
  return {
    folder,
    get journal() {
      return journal
    },
    reopen: async (keyFingerprint) => {
      await journal.close()
      journal = await openSqliteJournal({
        ...{ folder, tuning, auditKey },
        ...(keyFingerprint !== undefined && { keyFingerprint }),
      })
    },
    spoil: async (seq, column, value, of = 'payload') => {
      const db = new DatabaseSync(journalFile(folder), { timeout: 5000 })
      db.prepare(`update ${of} set ${column} = ? where seq = ?`).run(value, seq)
      db.close()
    },
    tamper: async (sql) => {
      const db = new DatabaseSync(journalFile(folder), { timeout: 5000 })
      db.exec(sql)
      db.close()
    },
    // They are as soon as their last event is appended.
    sumUp: async () => undefined,
    close: async () => {
      await journal.close()
      await remove()
    },
  }
}
