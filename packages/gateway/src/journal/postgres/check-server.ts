import pg from 'pg'
import { aheadOf, clockProblem } from '../../model/clock-difference.ts'
import { JournalRefused, JournalUnavailable } from '../errors.ts'
import type { Database } from './wire/database.ts'

/** The oldest major version that is tested. */
const oldestVersion = 15

interface Server {
  readonly version: number
  readonly settings: Readonly<Record<string, string>>
  readonly standby: boolean
  readonly mayCreate: boolean
  readonly owns: boolean | null
  readonly uses: boolean | null
  readonly public: boolean
  readonly now: number
}

/** Sentences for the operator. */
export interface ServerSays {
  readonly notices: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Looks at the server before anything is written. Throws `JournalRefused` where the promises could not be kept.
 */
export async function checkServer(database: Database, now: () => number): Promise<ServerSays> {
  const before = now()
  const server = await look(database)
  refuseVersion(server)
  refuseUnsafe(server)
  refuseRights(server)
  refuseClock(server, before, now())
  return { notices: [durabilityOf(server)], warnings: server.public ? [openToAll] : [] }
}

async function look(database: Database): Promise<Server> {
  const [row] = await database.read<Omit<Server, 'settings'> & { settings: string }>(
    `select current_setting('server_version_num')::int as version,
            (select json_object_agg(name, setting) from pg_settings where name in ('fsync', 'full_page_writes',
              'synchronous_commit', 'synchronous_standby_names', 'default_transaction_isolation',
              'default_transaction_read_only')) as settings,
            pg_is_in_recovery() as standby,
            has_database_privilege(current_database(), 'CREATE') as "mayCreate",
            has_database_privilege('public', current_database(), 'CONNECT') as public,
            (select pg_has_role(nspowner, 'USAGE') from pg_namespace where nspname = 'countersign') as owns,
            (select has_schema_privilege(oid, 'USAGE') from pg_namespace where nspname = 'countersign') as uses,
            floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`,
  )
  if (row === undefined) throw new Error('The database answered nothing.')
  return { ...row, settings: JSON.parse(row.settings) as Record<string, string> }
}

function refuseVersion({ version }: Server): void {
  if (version < oldestVersion * 10_000)
    throw new JournalRefused(
      'ERR_DATABASE_VERSION',
      `The database is PostgreSQL ${Math.floor(version / 10_000)}; ${oldestVersion} or newer is needed.`,
    )
}

function refuseUnsafe({ settings, standby }: Server): void {
  const refuse = (message: string): never => {
    throw new JournalRefused('ERR_DATABASE_UNSAFE', message)
  }
  if (settings.fsync === 'off')
    refuse(
      'The database runs with fsync = off: an answered event could be lost at a power failure. Switch fsync on.',
    )
  if (settings.full_page_writes === 'off')
    refuse(
      'The database runs with full_page_writes = off: a power failure could tear its pages. Switch it on.',
    )
  if (standby) refuse('The database is a standby, which takes no writes. Name the primary in the URL.')
  if (settings.default_transaction_read_only === 'on')
    refuse('The database or role is set to default_transaction_read_only = on. Switch it off for this role.')
  if (settings.default_transaction_isolation !== 'read committed')
    refuse(
      "The database or role has another default_transaction_isolation than 'read committed', under which a revoked secret could still count. Set it back for this role.",
    )
}

function refuseRights({ mayCreate, owns, uses }: Server): void {
  if (owns === true || uses === true || (owns === null && mayCreate)) return
  throw new JournalRefused(
    'ERR_DATABASE_RIGHTS',
    owns === null
      ? 'The role may not create a schema in this database. Let it: GRANT CREATE ON DATABASE … TO …, or let its owner make it: countersign prepare-database.'
      : 'The schema "countersign" belongs to another role. Use that role, or let this one use it: countersign prepare-database --role …',
  )
}

function refuseClock(server: Server, before: number, after: number): void {
  const problem = clockProblem(aheadOf(server.now, before, after))
  if (problem !== null) throw new JournalRefused('ERR_CLOCK_DIFFERS', problem)
}

function durabilityOf({ settings }: Server): string {
  return settings.synchronous_standby_names
    ? 'PostgreSQL: commits wait for a synchronous standby; an answered event survives a failover to it.'
    : 'PostgreSQL: no synchronous standby; an answered event survives a crash, but a failover to an asynchronous standby can lose the last ones.'
}

const openToAll =
  'PostgreSQL: every role of the server may connect to this database, and can send notifications, fill the disk with temporary files or take all connections. REVOKE CONNECT, TEMPORARY ON DATABASE … FROM PUBLIC, and grant CONNECT to the roles that need it.'

/** Why the first connection failed, as a refusal with a sentence. Names no password. */
export function refusalOf(error: unknown): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const state = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const because = { cause: error }
  if (error instanceof JournalRefused) return error
  if (['28P01', '28000'].includes(state))
    return new JournalRefused(
      'ERR_DATABASE_RIGHTS',
      'The database refuses this user or password (or this host, in its pg_hba.conf).',
      because,
    )
  // pg's own words: the server asks for one, and there is none, or an empty one.
  if (cause instanceof Error && /client password must be a/.test(cause.message))
    return new JournalRefused(
      'ERR_DATABASE_RIGHTS',
      'The database asks for a password: the URL has none, and neither PGPASSWORD nor ~/.pgpass names one.',
      because,
    )
  if (state === '42501')
    return new JournalRefused(
      'ERR_DATABASE_RIGHTS',
      "The role lacks a right. Where the schema is another role's, that one grants it, and brings the schema up to date: countersign prepare-database --role …",
      because,
    )
  if (state === '3D000')
    return new JournalRefused('ERR_DATABASE_UNREACHABLE', 'There is no database of this name.', because)
  if (state === '53300')
    return new JournalRefused('ERR_DATABASE_UNREACHABLE', 'The database has no connection left.', because)
  if (/CERT|TLS|SSL/.test(state) || (cause instanceof Error && /SSL|certificate/i.test(cause.message)))
    return new JournalRefused(
      'ERR_DATABASE_UNREACHABLE',
      `TLS to the database failed (${state || 'not supported there'}). Name its CA: ?sslmode=verify-full&sslrootcert=FILE.`,
      because,
    )
  if (error instanceof JournalUnavailable && cause instanceof pg.DatabaseError)
    return new JournalRefused('ERR_DATABASE_UNREACHABLE', `${error.message} (${state})`, because)
  if (cause instanceof pg.DatabaseError) return error
  return new JournalRefused(
    'ERR_DATABASE_UNREACHABLE',
    `The database cannot be reached (${state || 'no answer in time'}).`,
    because,
  )
}
