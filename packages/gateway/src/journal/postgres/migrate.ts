import { JournalRefused } from '../errors.ts'
import { migrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'
import type { Database, Query } from './wire/database.ts'
import { isDoubled } from './wire/failure.ts'

const current = migrations.length

/** Starters that make the schema at the same moment meet at its name; each that loses looks again. */
const mostTries = 20

/**
 * Brings the schema up to date, a transaction a step. Refuses a schema that a newer program has changed in
 * a way that this one cannot use, and a schema of this name that is another program's.
 *
 * One starter at a time: the first to write the schema's name, and from then on by a lock on a table of ours, which
 * nobody else can take. A schema that is up to date is only read.
 */
export async function migrate(database: Database, onStep: (step: Migration) => void): Promise<void> {
  for (let tries = 1; ; ) {
    const found = await versionOf(database.read)
    if (migrations[found] === undefined) return
    try {
      const step = await database.transaction((query) => (found === 0 ? begin(query) : goOn(query)))
      if (step !== null) onStep(step)
    } catch (error) {
      if (!isDoubled(error) || ++tries > mostTries) throw error
    }
  }
}

async function begin(query: Query): Promise<Migration | null> {
  await query('create schema countersign')
  await query('create table countersign.meta (name text primary key, value text not null)')
  return apply(query, migrations[0])
}

async function goOn(query: Query): Promise<Migration | null> {
  await query('lock table countersign.meta in exclusive mode')
  return apply(query, migrations[await versionOf(query)])
}

/** Null where another starter was quicker. */
async function apply(query: Query, step: Migration | undefined): Promise<Migration | null> {
  if (step === undefined) return null
  for (const statement of step.statements) await query(statement)
  await query(
    `insert into countersign.meta (name, value) values ('version', $1), ('usable_from', $2)
     on conflict (name) do update set value = excluded.value`,
    [String(step.version), String(step.usableFrom)],
  )
  return step
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
