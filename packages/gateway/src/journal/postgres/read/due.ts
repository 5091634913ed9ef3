import type { QueuePosition, QueueRow } from '../../port/queue.ts'
import { numberArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { beginning, columns, type DueRow, rowOf } from '../wire/queue-row.ts'
import { createOrderedRows, waitsBeside } from './ordered-rows.ts'

/** Where rows wait, a page is judged among at least so many. */
const leastWindow = 256

export type Due = (
  lane: number,
  now: number,
  after: QueuePosition | null,
  limit: number,
  /** Other lanes, in which the first of a key may lie as well. Default: none. */
  beside?: readonly number[],
  /** A transaction's own; default: a reader's. */
  read?: Query,
) => Promise<readonly QueueRow[]>

/**
 * Due rows, of each order key the first alone. A walk along the primary key, at one look into a partial
 * index for each row that has a key. Where a full window holds rows that wait for others of their keys, the
 * walk could go on through the whole backlog (234 ms at 50,000 rows of 24 keys): then the first rows of the
 * keys are looked up by the keys, whatever waits behind them.
 */
export function createDue(database: Database): Due {
  const ordered = createOrderedRows()
  return async (lane, now, after, limit, beside = [], read = database.read) => {
    const from = after ?? beginning
    let rows = await judged(read, lane, beside, now, from, limit)
    let free = rows.filter((row) => !row.waits).map(rowOf)
    if (rows.length < limit || free.length === limit) return free
    if (limit < leastWindow) {
      rows = await judged(read, lane, beside, now, from, leastWindow)
      free = rows.filter((row) => !row.waits).map(rowOf)
      if (rows.length < leastWindow || free.length >= limit) return free.slice(0, limit)
    }
    const further = await ordered(read, lane, beside, now, from, limit)
    const known = new Set(free.map((row) => `${row.seq}:${row.replay}`))
    return [...free, ...further.filter((row) => !known.has(`${row.seq}:${row.replay}`))]
      .sort((a, b) => a.due - b.due || a.seq - b.seq || a.replay - b.replay)
      .slice(0, limit)
  }
}

/** The next rows by due, each with whether it waits for an earlier one of its key. */
function judged(
  read: Query,
  lane: number,
  beside: readonly number[],
  now: number,
  from: QueuePosition,
  limit: number,
): Promise<(DueRow & { waits: boolean })[]> {
  const others = beside.length === 0 ? '' : `or ${waitsBeside('q', '$7')}`
  return read(
    `select ${columns}, order_key is not null and (exists (
              select from countersign.queue earlier
               where earlier.lane = q.lane and earlier.order_key = q.order_key
                 and (earlier.seq, earlier.replay) < (q.seq, q.replay)) ${others}) as waits
       from (select ${columns} from countersign.queue
              where lane = $1 and due <= $2 and (due, seq, replay) > ($3::bigint, $4::bigint, $5::bigint)
              order by due, seq, replay limit $6) q
      order by due, seq, replay`,
    [
      lane,
      now,
      from.due,
      from.seq,
      from.replay,
      limit,
      ...(beside.length === 0 ? [] : [numberArray(beside)]),
    ],
  )
}

/** Of these lanes those in which something is queued. */
export async function waiting(database: Database, lanes: readonly number[]): Promise<readonly number[]> {
  if (lanes.length === 0) return []
  const rows = await database.read<{ lane: number }>(
    `select lane from unnest($1::int[]) wanted (lane)
      where exists (select from countersign.queue q where q.lane = wanted.lane)`,
    [numberArray(lanes)],
  )
  return rows.map(({ lane }) => lane)
}

/** The due of the first row beyond a position. */
export async function nextDue(
  database: Database,
  lane: number,
  after: QueuePosition | null,
): Promise<number | null> {
  const from = after ?? beginning
  const [row] = await database.read<{ due: number }>(
    `select due from countersign.queue
      where lane = $1 and (due, seq, replay) > ($2::bigint, $3::bigint, $4::bigint)
      order by due, seq, replay limit 1`,
    [lane, from.due, from.seq, from.replay],
  )
  return row?.due ?? null
}
