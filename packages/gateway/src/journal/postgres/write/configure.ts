import type { Configuration, ConfigurationChange } from '../../../model/configuration.ts'
import type { Documents } from '../../../model/outline.ts'
import { storedDestination } from '../../../model/stored-destination.ts'
import { documentOf, touchedIds } from '../../audit/touched.ts'
import { JournalUnavailable } from '../../errors.ts'
import { readConfiguration } from '../read/configuration.ts'
import { numberArray, textArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { applyChange } from './apply-change.ts'
import { refuseBusy } from './refuse-busy.ts'

/** The channel on which gateways hear that there is a new epoch; they look which. */
export const configurationChannel = 'countersign_configuration'

const barrierTries = 20
/** Had once the appends that began before are over; held to the end of the transaction. */
const barrier = 'select countersign.await_appends_1()'

/**
 * Commits a change under the lock of the epoch's row, then waits once for all appends that began before:
 * each holds a lock in share mode to its end, and looks at the epoch after it has it. Whatever commits
 * after this function is over was therefore compared with the new epoch.
 *
 * @param audited - writes to the audit in the same commit, told what the things that the change names were before
 */
export async function configure(
  database: Database,
  change: ConfigurationChange,
  audited: (query: Query, before: Documents) => Promise<void> = async () => {},
): Promise<Configuration> {
  const after = await database.transaction(async (query) => {
    await query('select epoch from countersign.config for update')
    const documents = await documentsOf(query, touchedIds(change))
    const before = await readConfiguration(query)
    if ((change.idle ?? []).length > 0) {
      // No append is under way from here to the commit.
      await query(barrier)
      for (const id of change.idle ?? []) await refuseBusy(query, id)
    }
    const wanted = applyChange(before, change)
    await write(query, before, wanted, change)
    await audited(query, documents)
    // The count is for gateways of before, which take it at its word.
    await query('select pg_notify($1, $2)', [configurationChannel, String(wanted.changes)])
    return readConfiguration(query)
  })
  await awaitAppends(database)
  return after
}

/** The change is committed already: answering before the lock was had once would break the promise. */
async function awaitAppends(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await database.write(barrier)
      return
    } catch (error) {
      if (!(error instanceof JournalUnavailable) || attempt === barrierTries) throw error
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
}

/** What is stored under these ids, without bytes. */
async function documentsOf(query: Query, ids: readonly string[]): Promise<Documents> {
  const tables = ['source', 'destination', 'route', 'secret', 'token', 'connection']
  const rows = await query<{ id: string; doc: string }>(
    tables
      .map((name) => `select id, doc from countersign.${name} where id = any($1::text[])`)
      .join(' union all '),
    [textArray(ids)],
  )
  return new Map(rows.map(({ id, doc }) => [id, documentOf(id, doc)]))
}

async function write(
  query: Query,
  before: Configuration,
  after: Configuration,
  change: ConfigurationChange,
): Promise<void> {
  await query('update countersign.config set epoch = $1', [after.changes])
  await writeNumbered(query, 'source', touched(after.sources, change.sources))
  const destinations = touched(after.destinations, change.destinations)
  await writeNumbered(
    query,
    'destination',
    destinations.map((each) => ({ ...storedDestination(each), number: each.number, id: each.id })),
  )
  const lanes = after.lanes.slice(before.lanes.length)
  await query(
    'insert into countersign.lane (number, destination, shard) select * from unnest($1::int[], $2::int[], $3::int[])',
    [
      numberArray(lanes.map((l) => l.number)),
      numberArray(lanes.map((l) => l.destination)),
      numberArray(lanes.map((l) => l.shard)),
    ],
  )
  const routes = change.routes ?? []
  if (routes.length > 0)
    await query(
      `insert into countersign.route (id, doc) select * from unnest($1::text[], $2::text[])
       on conflict (id) do update set doc = excluded.doc`,
      [textArray(routes.map((r) => r.id)), textArray(routes.map((r) => JSON.stringify(r)))],
    )
  for (const { sealed, ...secret } of change.secrets ?? [])
    await query(
      `insert into countersign.secret (id, doc, sealed) values ($1, $2, $3)
       on conflict (id) do update set doc = excluded.doc, sealed = excluded.sealed`,
      [secret.id, JSON.stringify(secret), Buffer.from(sealed)],
    )
  for (const { hash, ...token } of change.tokens ?? [])
    await query(
      `insert into countersign.token (id, doc, hash) values ($1, $2, $3)
       on conflict (id) do update set doc = excluded.doc, hash = excluded.hash`,
      [token.id, JSON.stringify(token), Buffer.from(hash)],
    )
  for (const { sealedToken, ...connection } of change.connections ?? [])
    await query(
      `insert into countersign.connection (id, doc, token) values ($1, $2, $3)
       on conflict (id) do update set doc = excluded.doc, token = excluded.token`,
      [connection.id, JSON.stringify(connection), Buffer.from(sealedToken)],
    )
  for (const table of (change.remove ?? []).length > 0 ? ['route', 'secret', 'token', 'connection'] : [])
    await query(`delete from countersign.${table} where id = any($1::text[])`, [
      textArray(change.remove ?? []),
    ])
}

async function writeNumbered(
  query: Query,
  table: 'source' | 'destination',
  things: readonly { number: number; id: string }[],
): Promise<void> {
  if (things.length === 0) return
  await query(
    `insert into countersign.${table} (number, id, doc) select * from unnest($1::int[], $2::text[], $3::text[])
     on conflict (number) do update set doc = excluded.doc`,
    [
      numberArray(things.map((t) => t.number)),
      textArray(things.map((t) => t.id)),
      textArray(things.map((t) => JSON.stringify(t))),
    ],
  )
}

/** The numbered forms of what a change names. */
function touched<T extends { id: string }>(after: readonly T[], changed: readonly object[] | undefined): T[] {
  const ids = new Set((changed ?? []).map((each) => (each as { id: string }).id))
  return after.filter((each) => ids.has(each.id))
}
