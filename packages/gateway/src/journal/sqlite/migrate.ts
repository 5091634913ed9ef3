import type { DatabaseSync } from 'node:sqlite'
import { JournalRefused } from '../errors.ts'
import { notADatabase, sqliteCode } from './fault.ts'
import { migrations } from './migrations/all.ts'

/** Says in the file's header that it is ours: "CSJL". https://sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x43534a4c

/**
 * Throws `JournalRefused`: `ERR_SCHEMA_FOREIGN` for another program's file or none of SQLite's at all,
 * `ERR_SCHEMA_NEWER` for one of a newer version of ours. Reads alone: such a file is left as it is.
 */
export function refuseOthers(db: DatabaseSync, file: string): void {
  const foreign = `${file} belongs to another program. It was left as it is.`
  let found: number
  let version: number
  let tables: number
  try {
    found = pragma(db, 'application_id')
    version = pragma(db, 'user_version')
    tables = Number(db.prepare('select count(*) as tables from sqlite_schema').get()?.tables)
  } catch (error) {
    if (sqliteCode(error) !== notADatabase) throw error
    throw new JournalRefused('ERR_SCHEMA_FOREIGN', foreign, { cause: error })
  }
  if (found !== applicationId && (found !== 0 || version !== 0 || tables !== 0)) {
    throw new JournalRefused('ERR_SCHEMA_FOREIGN', foreign)
  }
  if (version > migrations.length) {
    throw new JournalRefused(
      'ERR_SCHEMA_NEWER',
      `${file} was written by a newer version of Countersign (schema ${version}; this one knows ${migrations.length}). Start that version, or restore a backup.`,
    )
  }
}

/** A file up to this size is rewritten at once, in a few seconds, where it must be to be able to shrink. */
const mostRewritten = 256 * 1_048_576

/**
 * Brings the schema up to date, each migration in a transaction of its own. A file from before free pages could
 * be given back, and before deleted content was overwritten, is rewritten unless it is large.
 */
export function migrate(db: DatabaseSync): void {
  const version = pragma(db, 'user_version')
  if (version > 0 && pragma(db, 'auto_vacuum') === 0) {
    if (pragma(db, 'page_count') * pragma(db, 'page_size') <= mostRewritten) {
      db.exec('pragma auto_vacuum = incremental; vacuum')
    }
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    db.exec('begin immediate')
    try {
      db.exec(sql)
      db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${index + 1}`)
      db.exec('commit')
    } catch (error) {
      if (db.isTransaction) db.exec('rollback')
      throw error
    }
  }
}

type Pragma = 'application_id' | 'user_version' | 'auto_vacuum' | 'page_count' | 'page_size'

function pragma(db: DatabaseSync, name: Pragma): number {
  return Number(db.prepare(`pragma ${name}`).get()?.[name])
}
