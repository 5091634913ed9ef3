import type { DatabaseSync } from 'node:sqlite'
import type { QueuePosition, QueueRow } from '../../journal.ts'
import { text } from './event-row.ts'

export interface QueueReads {
  due(lane: number, now: number, after: QueuePosition | null, limit: number): QueueRow[]
  nextDue(lane: number, after: QueuePosition | null): number | null
}

/** Before every position. */
const first: QueuePosition = { due: -1, seq: -1, replay: -1 }

export function queueReads(db: DatabaseSync): QueueReads {
  const page = db.prepare(`
    select due, seq, replay, attempts, order_key from queue
    where lane = ? and due <= ? and (due, seq, replay) > (?, ?, ?)
      and (order_key is null or not exists (
        select 1 from queue earlier where earlier.lane = queue.lane and earlier.order_key = queue.order_key
          and (earlier.seq, earlier.replay) < (queue.seq, queue.replay)))
    order by due, seq, replay limit ?`)
  const next = db.prepare(`
    select due from queue where lane = ? and (due, seq, replay) > (?, ?, ?)
    order by due, seq, replay limit 1`)
  return {
    due: (lane, now, after, limit) => {
      const { due, seq, replay } = after ?? first
      return page.all(lane, now, due, seq, replay, limit).map((row) => ({
        lane,
        due: Number(row.due),
        seq: Number(row.seq),
        replay: Number(row.replay),
        attempts: Number(row.attempts),
        orderKey: text(row.order_key),
      }))
    },
    nextDue: (lane, after) => {
      const { due, seq, replay } = after ?? first
      const row = next.get(lane, due, seq, replay)
      return row === undefined ? null : Number(row.due)
    },
  }
}
