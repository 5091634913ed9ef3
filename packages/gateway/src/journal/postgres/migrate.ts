import { JournalRefused } from '../errors.ts'
import type { Database, Query } from './database.ts'
import { migrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'

/** One starter at a time. A transaction's lock, which PgBouncer's transaction mode carries. */
const migrationLock = 4855012990031233028n

const current = migrations.length

/**
 * Brings the schema up to date, a transaction a step. Refuses a schema that a newer program has changed in
 * a way that this one cannot use, and a schema of this name that is another program's.
 */
export async function migrate(database: Database, onStep: (step: Migration) => void): Promise<void> {
  for (;;) {
    const step = await database.transaction(async (query) => {
      await query('select pg_advisory_xact_lock($1)', [migrationLock])
      const version = await versionOf(query)
      const next = migrations[version]
      if (next === undefined) return null
      if (version === 0) await create(query)
      for (const statement of next.statements) await query(statement)
      await query(
        `insert into countersign.meta (name, value) values ('version', $1), ('usable_from', $2)
         on conflict (name) do update set value = excluded.value`,
        [String(next.version), String(next.usableFrom)],
      )
      return next
    })
    if (step === null) return
    onStep(step)
  }
}

async function create(query: Query): Promise<void> {
  await query('create schema countersign')
  await query('create table countersign.meta (name text primary key, value text not null)')
}

/** 0 where nothing is there yet. */
async function versionOf(query: Query): Promise<number> {
  const [state] = await query<{ schema: boolean; meta: boolean }>(
    `select to_regnamespace('countersign') is not null as schema,
            to_regclass('countersign.meta') is not null and to_regclass('countersign.event_seq') is not null as meta`,
  )
  if (state?.schema !== true) return 0
  const rows = state.meta
    ? await query<{ name: string; value: string }>('select name, value from countersign.meta')
    : []
  const value = (name: string): number => Number(rows.find((row) => row.name === name)?.value)
  if (!Number.isInteger(value('version')))
    throw new JournalRefused(
      'ERR_SCHEMA_FOREIGN',
      'The database has a schema "countersign" that is not this program\'s. Use another database, or rename that schema.',
    )
  if (value('version') > current && value('usable_from') > current)
    throw new JournalRefused(
      'ERR_SCHEMA_NEWER',
      `The database's schema is version ${value('version')}, from a newer Countersign; this one knows version ${current}. Start the newer one.`,
    )
  return value('version')
}
