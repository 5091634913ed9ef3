import { platform } from '#platform'
import { WebhookError } from './errors/webhook-error.ts'
import { isLater } from './scheme/eventually.ts'
import './messages.ts'
import {
  type ClaimedEvent,
  type ClaimOptions,
  checkedTable,
  claimed,
  type InboxDialect,
} from './inbox/statement.ts'

export type { ClaimedEvent, ClaimOptions, InboxDialect }

/** A connection of `pg`, in a transaction. */
export interface PgLike {
  query(text: string, values: unknown[]): Promise<{ readonly rowCount: number | null }>
}

/** Runs one statement with its values in the application's transaction, and answers how many rows it changed. */
export type RunStatement = (text: string, values: unknown[]) => Promise<number | bigint | null | undefined>

/** A database of node:sqlite or better-sqlite3. */
export interface SqliteLike {
  prepare(text: string): { run(...values: (string | number)[]): { readonly changes: number | bigint } }
}

/**
 * The table that claims stand in, for a migration of your own: one row an event. Rows that are older than any provider
 * sends again may be deleted by `claimed_ms`, in milliseconds since 1970.
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID for a name that is none
 *
 * @example
 * await client.query(inboxTable('postgres'))
 */
export function inboxTable(dialect: InboxDialect, table = 'countersign_inbox'): string {
  const name = checkedTable(table)
  const number = dialect === 'postgres' ? 'bigint' : 'integer'
  const end = dialect === 'sqlite' ? ' without rowid' : ''
  return `create table if not exists ${name} (source text not null, key text not null, claimed_ms ${number} not null, primary key (source, key))${end}`
}

/**
 * Claims an event in the application's own transaction: `true` for the one transaction that may process it, `false` where
 * it has been processed. Another that claims the same waits for this one's end, and has it where this one rolls back. One statement.
 *
 * Give the transaction's own connection of `pg`, or a function that runs a statement in it (Kysely, Drizzle, Prisma).
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the provider promises nothing that tells a repeat (`event.dedupe` is
 * null) and no `windowSeconds` is given; for a table's name that is none; and where the function that runs the statement
 * answers no number of rows
 *
 * @example
 * await client.query('begin')
 * if (await claim(client, event)) await client.query('insert into orders …')
 * await client.query('commit')
 */
export async function claim(
  transaction: PgLike | RunStatement,
  event: ClaimedEvent,
  options: ClaimOptions & { readonly dialect?: InboxDialect } = {},
): Promise<boolean> {
  const { text, values } = await claimed(event, options.dialect ?? 'postgres', options, platform)
  const changed =
    typeof transaction === 'function'
      ? await transaction(text, values)
      : (await transaction.query(text, values)).rowCount
  return hasChanged(changed)
}

/**
 * As `claim`, at once, for node:sqlite and better-sqlite3, whose transactions must not be left waiting for a promise.
 *
 * @throws {WebhookError} all of {@link claim}
 * @throws {WebhookError} ERR_SYNC_UNSUPPORTED on the web platform
 *
 * @example
 * database.exec('begin immediate')
 * if (claimSync(database, event)) database.prepare('insert into orders …').run()
 * database.exec('commit')
 */
export function claimSync(database: SqliteLike, event: ClaimedEvent, options: ClaimOptions = {}): boolean {
  const statement = claimed(event, 'sqlite', options, platform)
  if (isLater(statement)) throw new WebhookError('ERR_SYNC_UNSUPPORTED')
  return hasChanged(database.prepare(statement.text).run(...statement.values).changes)
}

/** Whatever is no number of rows would say of each event that it has been processed, and lose it. */
function hasChanged(rows: unknown): boolean {
  if (typeof rows === 'number' || typeof rows === 'bigint') return rows > 0
  throw new WebhookError('ERR_OPTIONS_INVALID', {
    detail: 'The statement was run, and what came back is no number of rows that it has changed.',
  })
}
