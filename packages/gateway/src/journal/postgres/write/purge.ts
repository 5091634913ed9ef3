import pg from 'pg'
import { connectionOptions } from '../wire/connections.ts'
import type { Database, Query } from '../wire/database.ts'
import { failure } from '../wire/failure.ts'
import type { Hosts } from '../wire/hosts.ts'
import { forgetFilters } from './replays.ts'

export interface PurgeOptions {
  /** Past PgBouncer where there is one: what is set for this connection must stay on it. */
  readonly hosts: Hosts
  readonly connectTimeoutMs: number
  /** Size of the newest segment above which it is closed before it is rewritten, in bytes. */
  readonly closeFrom: number
}

/** As the journal's `purge`. */
export type Purge = (number: number, now: number) => Promise<'more' | 'wait' | 'done'>

/** What is under way; another gateway, or this one after a restart, begins anew. */
interface Work {
  readonly number: number
  /** The transaction that all erasing came before. */
  readonly marker: string
  /** Tables left to be rewritten; null before they are known. */
  tables: string[] | null
}

/**
 * Rewrites the tables that erased content was in. A deleted row stays in its page until something is written
 * over it, vacuumed or not: only a table that is written anew holds nothing of it. That takes the table for
 * itself as long as it lasts; so the segment that is being appended to is closed first, unless it is small.
 * Waits for transactions that may still see what was erased, since their rows would be copied: looks for them beforehand,
 * and goes by what each table that was written anew says of itself.
 */
export function createPurge(database: Database, options: PurgeOptions): Purge {
  let work: Work | null = null

  async function begin(number: number, now: number): Promise<Work | null> {
    const rows = await database.write<{ state: string }>(
      `update countersign.erasure
          set doc = jsonb_set(doc::jsonb, '{selection,filter}', 'null')::text
        where number = $1 and state in ('purging', 'canceling') returning state`,
      [number],
    )
    if (rows.length === 0) return null
    // One that is canceled ends nobody's replay.
    const pausedEndAt = rows[0]?.state === 'purging' ? now : null
    await database.transaction((query) => forgetFilters(query, pausedEndAt))
    const [row] = await database.write<{ marker: string }>('select pg_current_xact_id()::text as marker')
    return { number, marker: row?.marker ?? '0', tables: null }
  }

  return async (number, now) => {
    if (work?.number !== number) {
      work = await begin(number, now)
      return work === null ? 'done' : 'more'
    }
    const { marker } = work
    if (work.tables === null) {
      if (await isSeen(database, marker)) return 'wait'
      work.tables = await tablesOf(database, number, options.closeFrom)
      return 'more'
    }
    const [table, ...rest] = work.tables
    if (table !== undefined) {
      if (!(await rewrite(options, table, marker))) return 'wait'
      work.tables = rest
      return 'more'
    }
    await database.write(
      `update countersign.erasure set ended = $2, state = case state when 'purging' then 'done' else 'canceled' end
        where number = $1 and state in ('purging', 'canceling')`,
      [number, now],
    )
    work = null
    return 'done'
  }
}

/**
 * Whether a transaction, here or behind a replication slot, may still see rows as of before the marker. What a session of
 * another role does, `pg_stat_activity` shows to few; which transactions it minds, to all.
 */
async function isSeen(database: Database, marker: string): Promise<boolean> {
  const [row] = await database.read<{ seen: boolean }>(
    `select exists (
       select from (
         select backend_xid as xid from pg_stat_activity
         union all select backend_xmin from pg_stat_activity
         union all select backend_xmin from pg_stat_replication
         union all select xmin from pg_replication_slots
         union all select transaction from pg_prepared_xacts
       ) held where xid is not null and age(xid) > age($1::xid8::xid)
     ) as seen`,
    [marker],
  )
  return row?.seen === true
}

/**
 * All that is to be written anew, first the smallest: it shows whether somebody still sees. What keeps order keys in an
 * index is rewritten where there ever were any, what events are indexed under where this erasure took out some of it.
 */
async function tablesOf(database: Database, number: number, closeFrom: number): Promise<string[]> {
  const segments = await database.read<{ low: number }>(
    'select unnest(segments) as low from countersign.erasure where number = $1 order by 1',
    [number],
  )
  for (const { low } of segments) await database.transaction((query) => close(query, low, closeFrom))
  const [used] = await database.read<{ order: boolean; values: boolean }>(
    `select pg_relation_size('countersign.queue_order') > current_setting('block_size')::int as order,
            pg_relation_size('countersign.path_value') > 0 and values_untouched_to <> event_cursor as values
       from countersign.erasure where number = $1`,
    [number],
  )
  return [
    'erasure',
    ...segments.flatMap(({ low }) => [`payload_${low}`, `attempt_${low}`, `event_${low}`]),
    'rejection',
    'replay',
    ...(used?.values === true ? ['path_value'] : []),
    ...(used?.order === true ? ['queue'] : []),
  ]
}

/**
 * Lets the numbers go on with the next segment where the newest is too large to be taken for itself. Nobody
 * appends at this moment, so that no number is given twice.
 */
async function close(query: Query, low: number, closeFrom: number): Promise<void> {
  await query('lock table countersign.append_lock in exclusive mode')
  const [next] = await query<{ high: number }>(
    `select s.high from countersign.segment s, countersign.event_seq n
      where s.low = $1 and n.last_value < s.high
        and pg_total_relation_size(format('countersign.payload_%s', s.low)::regclass) > $2
        and exists (select from countersign.segment later where later.low = s.high)`,
    [low, closeFrom],
  )
  if (next !== undefined) await query(`select setval('countersign.event_seq', $1, false)`, [next.high])
}

/** False where the table is in use, or somebody still sees what it held; whoever comes after waits half a second at most for that to show. */
async function rewrite(options: PurgeOptions, table: string, marker: string): Promise<boolean> {
  const url = await options.hosts.url().catch((error: unknown) => {
    throw failure(error)
  })
  const client = new pg.Client(connectionOptions({ ...options, url, applicationName: 'countersign purge' }))
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query("set lock_timeout = '500ms'; set statement_timeout = 0")
    const { rows } = await client.query('select countersign.rewrite_3($1, $2) as clean', [table, marker])
    await client.query('reset lock_timeout; reset statement_timeout')
    return rows[0]?.clean === true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '55P03') return false
    throw failure(error)
  } finally {
    await client.end().catch(() => {})
  }
}
