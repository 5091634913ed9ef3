import { touchedIds } from '../../../model/acted-change.ts'
import type { ConfigurationChange, Delta } from '../../../model/configuration.ts'
import type { Documents } from '../../../model/outline.ts'
import { storedDestination } from '../../../model/stored-destination.ts'
import { storedSource } from '../../../model/stored-source.ts'
import { documentOf } from '../../audit/touched.ts'
import { JournalConflict, JournalUnavailable } from '../../errors.ts'
import { readThings } from '../read/configuration.ts'
import { numberArray, textArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { refuseBusy } from './refuse-busy.ts'

/** The channel on which gateways hear that there is a new epoch; they look which. */
export const configurationChannel = 'countersign_configuration'

const barrierTries = 20
/** Had once the appends that began before are over; held to the end of the transaction. */
const barrier = 'select countersign.await_appends_1()'

/** Ids that the account of changes holds, of however many changes: some 3 MB. Who is further behind reads all. */
const mostAccounted = 100_000

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
): Promise<Delta> {
  const ids = [...new Set(touchedIds(change))]
  const after = await database.transaction(async (query) => {
    const [before] = await query<{ identity: number }>('select identity from countersign.config for update')
    if (before === undefined) throw new Error('The configuration has no epoch.')
    if (change.upon !== undefined && change.upon !== before.identity)
      throw new JournalConflict('the next state of what is set up')
    const documents = await documentsOf(query, ids)
    if ((change.idle ?? []).length > 0) {
      // No append is under way from here to the commit.
      await query(barrier)
      for (const id of change.idle ?? []) await refuseBusy(query, id)
    }
    await write(query, change)
    await refuseTaken(query, change)
    const at = await account(query, before.identity, ids)
    const things = await readThings(query, ids)
    await audited(query, documents)
    return { from: before.identity, ...at, ...things, removed: change.remove ?? [] }
  })
  await Promise.all([tellOthers(database, after.changes), awaitAppends(database)])
  return after
}

/**
 * Apart from the change: a stranger in the database who fills the queue of notifications, which all of the server share,
 * would else keep a token from being revoked. Who is not told looks at the epoch by itself. The count is for gateways of
 * before, which take it at its word.
 */
async function tellOthers(database: Database, changes: number): Promise<void> {
  await database.write('select pg_notify($1, $2)', [configurationChannel, String(changes)]).catch(() => [])
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

/** Gives the configuration its next epoch, and notes what the change has touched. */
async function account(
  query: Query,
  before: number,
  ids: readonly string[],
): Promise<Pick<Delta, 'epoch' | 'changes'>> {
  const [row] = await query<{ epoch: number; changes: number }>(
    `with config as (update countersign.config set epoch = epoch + 1 returning epoch as changes, identity),
     last as (select coalesce(max(kept), 0) as kept from countersign.change),
     note as (insert into countersign.change (changes, before, identity, kept, ids)
       select changes, $1, identity, kept + cardinality($2::text[]) + 1, $2::text[] from config, last),
     forget as (delete from countersign.change where kept < (select kept from last) - ${mostAccounted})
     select identity as epoch, changes from config`,
    [before, textArray(ids)],
  )
  if (row === undefined) throw new Error('The configuration has no epoch.')
  return { epoch: row.epoch, changes: row.changes }
}

async function write(query: Query, change: ConfigurationChange): Promise<void> {
  const sources = latest(change.sources ?? [])
  await writeNumbered(
    query,
    'source',
    sources.map((each) => ({ ...storedSource(each), id: each.id })),
  )
  const destinations = latest(change.destinations ?? [])
  await writeNumbered(
    query,
    'destination',
    destinations.map((each) => ({ ...storedDestination(each), id: each.id })),
  )
  // Lanes are added, never taken away: what waits in one that is no longer fed is still to be sent.
  if (destinations.length > 0)
    await query(
      `insert into countersign.lane (number, destination, shard)
       select (select coalesce(max(number), 0) from countersign.lane)
                + row_number() over (order by d.number, series.shard), d.number, series.shard
         from unnest($1::text[], $2::int[]) wanted (id, shards)
         join countersign.destination d on d.id = wanted.id, generate_series(0, wanted.shards - 1) series (shard)
        where not exists (select from countersign.lane l where l.destination = d.number and l.shard = series.shard)`,
      [
        textArray(destinations.map(({ id }) => id)),
        numberArray(destinations.map(({ policy }) => policy.shards ?? 1)),
      ],
    )
  await writePlain(
    query,
    'route',
    null,
    latest(change.routes ?? []).map((route) => [route, null]),
  )
  await writePlain(
    query,
    'secret',
    'sealed',
    latest(change.secrets ?? []).map(({ sealed, ...secret }) => [secret, sealed]),
  )
  await writePlain(
    query,
    'token',
    'hash',
    latest(change.tokens ?? []).map(({ hash, ...token }) => [token, hash]),
  )
  await writePlain(
    query,
    'connection',
    'token',
    latest(change.connections ?? []).map(({ sealedToken, ...connection }) => [connection, sealedToken]),
  )
  for (const table of (change.remove ?? []).length > 0 ? ['route', 'secret', 'token', 'connection'] : [])
    await query(`delete from countersign.${table} where id = any($1::text[])`, [
      textArray(change.remove ?? []),
    ])
}

/** What is deleted stays as a tombstone, so the highest number there is was the last given out. */
async function writeNumbered(
  query: Query,
  table: 'source' | 'destination',
  things: readonly { readonly id: string }[],
): Promise<void> {
  if (things.length === 0) return
  await query(
    `insert into countersign.${table} (number, id, doc)
     select coalesce(known.number, (select coalesce(max(number), 0) from countersign.${table})
              + row_number() over (partition by known.number is null order by place)), wanted.id, wanted.doc
       from unnest($1::text[], $2::text[]) with ordinality wanted (id, doc, place)
       left join countersign.${table} known on known.id = wanted.id
     on conflict (number) do update set doc = excluded.doc`,
    [
      textArray(things.map(({ id }) => id)),
      textArray(things.map((thing) => JSON.stringify({ ...thing, number: undefined }))),
    ],
  )
}

async function writePlain(
  query: Query,
  table: 'route' | 'secret' | 'token' | 'connection',
  bytes: string | null,
  things: readonly (readonly [{ readonly id: string }, Uint8Array | null])[],
): Promise<void> {
  if (things.length === 0) return
  const [column, value, update] =
    bytes === null ? ['', '', ''] : [`, ${bytes}`, `, decode(hex, 'hex')`, `, ${bytes} = excluded.${bytes}`]
  await query(
    `insert into countersign.${table} (id, doc${column})
     select id, doc${value} from unnest($1::text[], $2::text[], $3::text[]) wanted (id, doc, hex)
     on conflict (id) do update set doc = excluded.doc${update}`,
    [
      textArray(things.map(([{ id }]) => id)),
      textArray(things.map(([thing]) => JSON.stringify(thing))),
      textArray(things.map(([, held]) => (held === null ? null : Buffer.from(held).toString('hex')))),
    ],
  )
}

/** Refuses a name or path that another one of its kind has; nobody else writes any before the commit. */
async function refuseTaken(query: Query, change: ConfigurationChange): Promise<void> {
  const living = (change.sources ?? []).filter(({ deletedAt }) => deletedAt === null)
  const names = (change.destinations ?? []).flatMap(({ name, deletedAt }) =>
    deletedAt === null ? [name] : [],
  )
  const looks = [
    ['source', 'name', living.map(({ name }) => name)],
    ['source', 'path', living.map(({ path }) => path)],
    ['destination', 'name', names],
  ] as const
  for (const [table, field, values] of looks) {
    if (values.length === 0) continue
    const [taken] = await query<{ value: string }>(
      `select value from unnest($1::text[]) wanted (value), lateral (
         select count(*) as holders from countersign.${table}
          where doc::jsonb ->> '${field}' = value and doc::jsonb ->> 'deletedAt' is null) found
        where holders > 1 limit 1`,
      [textArray([...new Set(values)])],
    )
    if (taken !== undefined) throw new JournalConflict(`${table} ${field} "${taken.value}"`)
  }
}

/** Of several with one id the last counts. */
function latest<T extends object>(things: readonly T[]): (T & { readonly id: string })[] {
  // What is unnumbered has its id all the same; TypeScript cannot follow Omit that far.
  const all = things as readonly (T & { readonly id: string })[]
  return [...new Map(all.map((thing) => [thing.id, thing])).values()]
}
