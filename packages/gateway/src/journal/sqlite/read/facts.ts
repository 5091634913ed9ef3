import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { StoreFacts } from '../../../model/store-facts.ts'
import { journalFile } from '../connection.ts'

/** What the file says of itself; its log counts as well. */
export function factsRead(db: DatabaseSync, folder: string): () => StoreFacts {
  const version = db.prepare('select sqlite_version() as version')
  return () => ({
    engine: 'sqlite',
    version: String(version.get()?.version),
    bytes: sizeOf(journalFile(folder)) + sizeOf(`${journalFile(folder)}-wal`),
    settings: { journal_mode: String(db.prepare('pragma journal_mode').get()?.journal_mode) },
    openToAll: false,
  })
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
