import type { QueuePosition, QueueRow } from '../../port/queue.ts'
import { numberArray } from '../wire/array-literal.ts'
import type { Query } from '../wire/database.ts'
import { columns, type DueRow, rowOf } from '../wire/queue-row.ts'

/** Keys looked at in one call; the next call goes on behind them. */
const keysAtOnce = 4000
/** Rows without a key may lie anywhere among those that wait: they are looked for so often, and so far. */
const keylessEveryMs = 1000
const keylessWithin = 50_000

type OrderedRows = (
  read: Query,
  lane: number,
  beside: readonly number[],
  now: number,
  from: QueuePosition,
  limit: number,
) => Promise<readonly QueueRow[]>

/** Whether an earlier row of the same key waits in other lanes, which a parameter names. */
export function waitsBeside(row: string, lanes: string): string {
  return `exists (
              select from countersign.queue elsewhere
               where elsewhere.lane = any(${lanes}::int[]) and elsewhere.order_key = ${row}.order_key
                 and (elsewhere.seq, elsewhere.replay) < (${row}.seq, ${row}.replay))`
}

/** Due rows of a lane whose backlog mostly waits for earlier rows of the same order keys. */
export function createOrderedRows(): OrderedRows {
  const places = new Map<number, { afterKey: string | null; keylessAt: number }>()

  return async (read, lane, beside, now, from, limit) => {
    const place = places.get(lane) ?? { afterKey: null, keylessAt: 0 }
    places.set(lane, place)
    const { rows, lastKey, keys } = await firstOfKeys(read, lane, beside, now, from, place.afterKey, limit)
    place.afterKey = keys < keysAtOnce ? null : lastKey
    if (now - place.keylessAt < keylessEveryMs) return rows
    place.keylessAt = now
    return [...rows, ...(await keyless(read, lane, now, from, limit))]
  }
}

/** Jumps from key to key along the index over (lane, order_key, seq, replay), and reads the first row of each. */
async function firstOfKeys(
  read: Query,
  lane: number,
  beside: readonly number[],
  now: number,
  from: QueuePosition,
  afterKey: string | null,
  limit: number,
): Promise<{ rows: QueueRow[]; lastKey: string | null; keys: number }> {
  const others = beside.length === 0 ? '' : `and not ${waitsBeside('f', '$8')}`
  const found = await read<DueRow & { last_key: string | null; keys: number }>(
    `with recursive jump(key, n) as (
       select (select order_key from countersign.queue
                where lane = $1 and order_key is not null and ($7::text is null or order_key > $7)
                order by order_key limit 1), 1
       union all
       select (select q.order_key from countersign.queue q
                where q.lane = $1 and q.order_key is not null and q.order_key > jump.key
                order by q.order_key limit 1), jump.n + 1
         from jump where jump.key is not null and jump.n < ${keysAtOnce}
     ), met as materialized (
       select key from jump where key is not null
     ), firsts as (
       select f.* from met cross join lateral (
         select ${columns} from countersign.queue q
          where q.lane = $1 and q.order_key = met.key order by q.seq, q.replay limit 1) f
        where f.due <= $2 ${others} and (f.due, f.seq, f.replay) > ($3::bigint, $4::bigint, $5::bigint)
        order by f.due, f.seq, f.replay limit $6
     )
     select f.*, k.last_key, k.keys
       from (select max(key) as last_key, count(*) as keys from met) k left join firsts f on true`,
    [
      ...[lane, now, from.due, from.seq, from.replay, limit, afterKey],
      ...(beside.length === 0 ? [] : [numberArray(beside)]),
    ],
  )
  return {
    rows: found.filter((row) => row.seq !== null).map(rowOf),
    lastKey: found[0]?.last_key ?? null,
    keys: found[0]?.keys ?? 0,
  }
}

async function keyless(
  read: Query,
  lane: number,
  now: number,
  from: QueuePosition,
  limit: number,
): Promise<QueueRow[]> {
  const rows = await read<DueRow>(
    `select ${columns} from (
       select ${columns} from countersign.queue
        where lane = $1 and due <= $2 and (due, seq, replay) > ($3::bigint, $4::bigint, $5::bigint)
        order by due, seq, replay limit ${keylessWithin}) q
      where order_key is null order by due, seq, replay limit $6`,
    [lane, now, from.due, from.seq, from.replay, limit],
  )
  return rows.map(rowOf)
}
