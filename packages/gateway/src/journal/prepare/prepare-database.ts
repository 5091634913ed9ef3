import { JournalRefused } from '../errors.ts'
import { checkServer, refusalOf } from '../postgres/check-server.ts'
import { migrate } from '../postgres/migrate.ts'
import type { Migration } from '../postgres/migrations/migration.ts'
import { createDatabase, type Query } from '../postgres/wire/database.ts'

export interface PrepareOptions {
  /** As the role that owns the schema, or may create it. */
  readonly url: string
  /** A role that gateways connect as: it may read and write what is in the tables, and change nothing of them. */
  readonly role: string | null
  readonly now: () => number
  readonly onStep: (step: Migration) => void
}

/**
 * Brings the schema up to date, and lets a role use it that does not own it. Answers whether that role could change the
 * schema all the same. Rejects with `JournalRefused`, or `JournalUnavailable`.
 */
export async function prepareDatabase(options: PrepareOptions): Promise<{ mayChange: boolean }> {
  const database = createDatabase({
    ...{ url: options.url, writers: 1, readers: 1, now: options.now },
    ...{ timeoutMs: 60_000, connectTimeoutMs: 5000 },
  })
  const { role } = options
  try {
    await checkServer(database, options.now)
    await refuseOthers(database.read)
    if (role !== null) await refuseAbsent(database.read, role)
    await migrate(database, options.onStep)
    if (role === null) return { mayChange: false }
    await database.transaction((query) => grant(query, role))
    return { mayChange: await mayChange(database.read, role) }
  } catch (error) {
    throw refusalOf(error)
  } finally {
    await database.close()
  }
}

/** What another role made would belong to it, and functions that run with their owner's rights would have its rights. */
async function refuseOthers(query: Query): Promise<void> {
  const rows = await query(
    `select from pg_namespace where nspname = 'countersign' and nspowner <> current_user::regrole`,
  )
  if (rows.length > 0)
    throw new JournalRefused('ERR_DATABASE_RIGHTS', "The schema is another role's. Connect as that one.")
}

async function refuseAbsent(query: Query, role: string): Promise<void> {
  const rows = await query('select from pg_roles where rolname = $1', [role])
  if (rows.length === 0)
    throw new JournalRefused(
      'ERR_DATABASE_RIGHTS',
      'There is no role of this name. CREATE ROLE … LOGIN first.',
    )
}

/** What there is now, and what later steps make. */
const grants = [
  'grant usage on schema countersign to %I',
  'grant select, insert, update, delete on all tables in schema countersign to %I',
  'grant usage, select, update on all sequences in schema countersign to %I',
  'grant execute on all functions in schema countersign to %I',
  'alter default privileges in schema countersign grant select, insert, update, delete on tables to %I',
  'alter default privileges in schema countersign grant usage, select, update on sequences to %I',
  'alter default privileges in schema countersign grant execute on functions to %I',
]

async function grant(query: Query, role: string): Promise<void> {
  for (const text of grants) {
    const [row] = await query<{ statement: string }>('select format($1, $2::text) as statement', [text, role])
    await query(row?.statement ?? '')
  }
}

async function mayChange(query: Query, role: string): Promise<boolean> {
  const [row] = await query<{ may: boolean }>(
    `select pg_has_role($1, nspowner, 'MEMBER') or has_schema_privilege($1, oid, 'CREATE') as may
       from pg_namespace where nspname = 'countersign'`,
    [role],
  )
  return row?.may === true
}
