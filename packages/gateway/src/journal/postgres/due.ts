import type { QueuePosition, QueueRow } from '../journal.ts'
import type { Database } from './database.ts'

const beginning: QueuePosition = { due: -1, seq: -1, replay: -1 }

/**
 * A walk along the primary key: the cost is that of the rows answered, whatever else waits. Rows that wait
 * for an earlier one of their order key are passed over, at one look into a partial index each.
 */
export async function due(
  database: Database,
  lane: number,
  now: number,
  after: QueuePosition | null,
  limit: number,
): Promise<QueueRow[]> {
  const from = after ?? beginning
  const rows = await database.read<Omit<QueueRow, 'orderKey'> & { order_key: string | null }>(
    `select lane, due, seq, replay, attempts, order_key from countersign.queue q
      where lane = $1 and due <= $2 and (due, seq, replay) > ($3::bigint, $4::bigint, $5::int)
        and (order_key is null or not exists (
          select from countersign.queue earlier where earlier.lane = q.lane and earlier.order_key = q.order_key
             and (earlier.seq, earlier.replay) < (q.seq, q.replay)))
      order by due, seq, replay limit $6`,
    [lane, now, from.due, from.seq, from.replay, limit],
  )
  return rows.map(({ order_key, ...row }) => ({ ...row, orderKey: order_key }))
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
      where lane = $1 and (due, seq, replay) > ($2::bigint, $3::bigint, $4::int)
      order by due, seq, replay limit 1`,
    [lane, from.due, from.seq, from.replay],
  )
  return row?.due ?? null
}
