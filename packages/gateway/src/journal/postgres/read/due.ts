import type { QueuePosition, QueueRow } from '../../port/queue.ts'
import { numberArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { beginning, columns, type DueRow, rowOf } from '../wire/queue-row.ts'
import { createOrderedRows, waitsBeside } from './ordered-rows.ts'
import { createTogether } from './together.ts'

/** Where rows wait, a page is judged among at least so many. */
const leastWindow = 256

type Judged = DueRow & { readonly waits: boolean }

/** The first rows of a lane. */
interface FirstRows {
  readonly lane: number
  readonly now: number
  readonly limit: number
}

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
 *
 * The first rows of several lanes that are asked for at one time are read in one statement: of what another gateway
 * tells of, there are mostly a row or two in each of many.
 */
export function createDue(database: Database): Due {
  const ordered = createOrderedRows()
  const first = createTogether((lanes: readonly FirstRows[]) => firstOfLanes(database.read, lanes))
  return async (lane, now, after, limit, beside = [], own) => {
    const read = own ?? database.read
    const from = after ?? beginning
    const alone = own !== undefined || after !== null || beside.length > 0
    let rows = alone ? await judged(read, lane, beside, now, from, limit) : await first({ lane, now, limit })
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
): Promise<readonly Judged[]> {
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

/** The first rows of each lane by due, with whether they wait for an earlier one of their key. */
async function firstOfLanes(
  read: Query,
  lanes: readonly FirstRows[],
): Promise<readonly (readonly Judged[])[]> {
  const [only] = lanes
  if (only !== undefined && lanes.length === 1)
    return [await judged(read, only.lane, [], only.now, beginning, only.limit)]
  const found: Judged[][] = lanes.map(() => [])
  const rows = await read<Judged & { readonly place: number }>(
    `select w.place, q.*, q.order_key is not null and exists (
              select from countersign.queue earlier
               where earlier.lane = q.lane and earlier.order_key = q.order_key
                 and (earlier.seq, earlier.replay) < (q.seq, q.replay)) as waits
       from unnest($1::int[], $2::bigint[], $3::int[]) with ordinality w(lane, now, most, place)
      cross join lateral (
        select ${columns} from countersign.queue c
         where c.lane = w.lane and c.due <= w.now order by c.due, c.seq, c.replay limit w.most) q
      order by w.place, q.due, q.seq, q.replay`,
    [
      numberArray(lanes.map(({ lane }) => lane)),
      numberArray(lanes.map(({ now }) => now)),
      numberArray(lanes.map(({ limit }) => limit)),
    ],
  )
  for (const { place, ...row } of rows) found[place - 1]?.push(row)
  return found
}

/** Of more lanes than this, those in which something is queued are walked through, as long as there are no more of them. */
const fewLanes = 1_000

/** Of these lanes those in which something is queued; of tens of thousands that rest, none is looked into. */
export async function waiting(database: Database, lanes: readonly number[]): Promise<readonly number[]> {
  if (lanes.length === 0) return []
  if (lanes.length > fewLanes) {
    const queued = await database.read<{ lane: number }>(walk, [fewLanes])
    if (queued.length < fewLanes) {
      const asked = new Set(lanes)
      return queued.flatMap(({ lane }) => (asked.has(lane) ? [lane] : []))
    }
  }
  const rows = await database.read<{ lane: number }>(
    `select lane from unnest($1::int[]) wanted (lane)
      where exists (select from countersign.queue q where q.lane = wanted.lane)`,
    [numberArray(lanes)],
  )
  return rows.map(({ lane }) => lane)
}

/** From each lane to the next by the primary key, however many rows are queued in one. */
const walk = `
  with recursive walk (lane) as (
    (select lane from countersign.queue order by lane limit 1)
     union all
    select (select q.lane from countersign.queue q where q.lane > walk.lane order by q.lane limit 1)
      from walk where walk.lane is not null
  )
  select lane from walk where lane is not null limit $1`

/** The due of the first row of a lane beyond a position; of several lanes at one time in one statement. */
export function createNextDue(
  database: Pick<Database, 'read'>,
): (lane: number, after: QueuePosition | null) => Promise<number | null> {
  const next = createTogether(
    async (asked: readonly { readonly lane: number; readonly from: QueuePosition }[]) => {
      const rows = await database.read<{ due: number | null }>(
        `select (select c.due from countersign.queue c
                  where c.lane = w.lane and (c.due, c.seq, c.replay) > (w.due, w.seq, w.replay)
                  order by c.due, c.seq, c.replay limit 1) as due
           from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) with ordinality
             w(lane, due, seq, replay, place)
          order by w.place`,
        [
          numberArray(asked.map(({ lane }) => lane)),
          numberArray(asked.map(({ from }) => from.due)),
          numberArray(asked.map(({ from }) => from.seq)),
          numberArray(asked.map(({ from }) => from.replay)),
        ],
      )
      return rows.map(({ due }) => due)
    },
  )
  return (lane, after) => next({ lane, from: after ?? beginning })
}
