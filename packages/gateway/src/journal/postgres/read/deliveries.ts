import {
  type Delivery,
  type DeliveryKey,
  type DeliveryState,
  type StoredAttempt,
  undecidedDue,
} from '../../../model/delivery.ts'
import type { DeliveryQuery } from '../../port/look.ts'
import { finalNumber, finalOf } from '../../stored-numbers.ts'
import type { Database } from '../wire/database.ts'

export interface DeliveryRow {
  readonly seq: number
  readonly lane: number
  readonly replay: number
  readonly tag: number
  readonly destination: number
  readonly final: number | null
  readonly due: number | null
  readonly attempts: number
  readonly received: number
  readonly at: number | null
  readonly status: number | null
  readonly code: string | null
}

/** Newest first by event; pending ones of one destination by due. */
export async function deliveries(database: Database, query: DeliveryQuery): Promise<Delivery[]> {
  const parameters = [
    query.event ?? null,
    query.destination ?? null,
    query.before?.seq ?? Number.MAX_SAFE_INTEGER,
    query.before?.lane ?? 0,
    query.before?.replay ?? 0,
    query.limit,
  ]
  const byDue = query.state === 'pending' && query.destination !== undefined && query.event === undefined
  if (byDue) {
    const from = query.before
    const after = [from?.due ?? -1, from?.seq ?? -1, from?.replay ?? -1, from?.lane ?? -1]
    return (await database.read<DeliveryRow>(pendingByDue, [query.destination, ...after, query.limit])).map(
      deliveryOf,
    )
  }
  const parts = finalsOf(query.state).map((final) => settledPart(final, query))
  if (query.state === undefined || waits(query.state)) parts.push(pendingPart(query))
  const rows = await database.read<DeliveryRow>(newestFirst(parts.join(' union all ')), parameters)
  return rows.map(deliveryOf)
}

function waits(state: DeliveryState): state is 'pending' | 'undecided' {
  return state === 'pending' || state === 'undecided'
}

function finalsOf(state: DeliveryState | undefined): readonly number[] {
  if (state === undefined) return [1, 2, 3]
  return waits(state) ? [] : [finalNumber[state]]
}

/** One delivery, or null. */
export async function delivery(database: Database, key: DeliveryKey): Promise<Delivery | null> {
  const [row] = await database.read<DeliveryRow>(
    newestFirst(
      `(select seq, lane, replay, due, null::smallint as final, attempts from countersign.queue
         where seq = $1 and lane = $2::bigint and replay = $3::bigint)
       union all
       (select seq, lane, replay, null, final, n from countersign.attempt
         where seq = $1 and lane = $2::bigint and replay = $3::bigint and final is not null)`,
      '1',
    ),
    [key.seq, key.lane, key.replay],
  )
  return row === undefined ? null : deliveryOf(row)
}

/** In the order in which they were made. */
export async function attempts(database: Database, key: DeliveryKey): Promise<StoredAttempt[]> {
  const rows = await database.read<Omit<StoredAttempt, 'final'> & { final: number | null }>(
    `select n, at, ms, status, code, coalesce(answer, ''::bytea) as answer, final from countersign.attempt
      where seq = $1 and lane = $2::bigint and replay = $3::bigint order by at, n`,
    [key.seq, key.lane, key.replay],
  )
  return rows.map((row) => ({ ...row, final: finalOf(row.final) }))
}

const newest = 'order by seq desc, lane desc, replay desc limit $6'
const below = '(seq, lane, replay) < ($3::bigint, $4::bigint, $5::bigint)'

/**
 * One state's settled deliveries. With a destination each of its lanes is walked along its own index, with
 * an event or neither the partitions' keys are.
 */
function settledPart(final: number, query: DeliveryQuery): string {
  const columns = 'seq, lane, replay, null::bigint as due, final, n as attempts'
  const table = 'countersign.attempt'
  // Said twice: the second makes the small index over dead and discarded ones usable.
  const state = `final = ${final}${final > 1 ? ' and final > 1' : ''}`
  return onePart(columns, table, state, query)
}

function pendingPart(query: DeliveryQuery): string {
  return onePart(
    'seq, lane, replay, due, null::smallint as final, attempts',
    'countersign.queue',
    query.state === undefined ? 'true' : `due ${query.state === 'undecided' ? '=' : '<'} ${undecidedDue}`,
    query,
  )
}

function onePart(columns: string, table: string, state: string, query: DeliveryQuery): string {
  const ofEvent = query.event === undefined ? '$1::bigint is null' : 'seq = $1::bigint'
  const select = `select ${columns} from ${table} where ${state} and ${ofEvent} and ${below}`
  if (query.destination === undefined) return `(${select} and $2::bigint is null ${newest})`
  return `(select each.* from countersign.lane l cross join lateral (
            ${select} and lane = l.number ${newest}) each where l.destination = $2::bigint)`
}

const pendingByDue = `
  select q.seq, q.lane, q.replay, q.due, null::smallint as final, q.attempts, e.tag, e.received, l.destination, last.at, last.status, last.code
    from countersign.lane l
    cross join lateral (
      select * from countersign.queue
       where lane = l.number and due < ${undecidedDue} and (due, seq, replay, lane) > ($2::bigint, $3::bigint, $4::bigint, $5::bigint)
       order by due, seq, replay limit $6) q
    join countersign.event e on e.seq = q.seq
    left join lateral (
      select a.at, a.status, a.code from countersign.attempt a
       where a.seq = q.seq and a.lane = q.lane and a.replay = q.replay order by a.n desc limit 1) last on true
   where l.destination = $1::bigint
   order by q.due, q.seq, q.replay, q.lane limit $6`

/** What is told of deliveries beside their keys, in no order yet. One whose event is gone is left out. */
export function described(keys: string): string {
  return `
  select d.seq, d.lane, d.replay, d.due, d.final, greatest(d.attempts, last.n) as attempts, e.tag, e.received,
         l.destination, last.at, last.status, last.code
    from (${keys}) d
    join countersign.event e on e.seq = d.seq
    join countersign.lane l on l.number = d.lane
    left join lateral (
      select (array_agg(a.at order by a.final is not null desc, a.n desc))[1] as at,
             (array_agg(a.status order by a.final is not null desc, a.n desc))[1] as status,
             (array_agg(a.code order by a.final is not null desc, a.n desc))[1] as code, max(a.n) as n
        from countersign.attempt a
       where a.seq = d.seq and a.lane = d.lane and a.replay = d.replay) last on true`
}

function newestFirst(keys: string, limit = '$6'): string {
  return `${described(keys)}
   order by d.seq desc, d.lane desc, d.replay desc limit ${limit}`
}

export function deliveryOf(row: DeliveryRow): Delivery {
  const undecided = row.due === undecidedDue
  const state: DeliveryState = finalOf(row.final) ?? (undecided ? 'undecided' : 'pending')
  return {
    seq: row.seq,
    lane: row.lane,
    replay: row.replay,
    tag: row.tag >>> 0,
    destination: row.destination,
    state,
    attempts: row.attempts,
    nextAttemptAt: undecided ? null : row.due,
    receivedAt: row.received,
    lastAt: row.at,
    lastStatus: row.status,
    lastCode: row.code,
  }
}
