import type { DatabaseSync } from 'node:sqlite'
import { undecidedDue } from '../../../model/delivery.ts'
import type { Waiting } from '../../port/queue.ts'

/** Makes what waits due now; within a transaction. */
export type SendNow = (which: Waiting, after: number, now: number) => number

export function createSendNow(db: DatabaseSync): SendNow {
  const ofLane = db.prepare(`
    select lane, due, seq, replay from queue
    where lane = ? and due > ? and due < ${undecidedDue} and lease is null order by due, seq, replay limit ?`)
  // The delivery itself, and those before it in its order.
  const ofKey = db.prepare(`
    select lane, due, seq, replay from queue where seq = :seq and lane = :lane and replay = :replay
      and due > :after and due < ${undecidedDue} and lease is null
    union
    select earlier.lane, earlier.due, earlier.seq, earlier.replay
    from queue one cross join queue earlier indexed by queue_by_order
      on earlier.lane = one.lane and earlier.order_key = one.order_key
        and (earlier.seq, earlier.replay) < (one.seq, one.replay)
    where one.seq = :seq and one.lane = :lane and one.replay = :replay
      and earlier.due > :after and earlier.lease is null`)
  const move = db.prepare(
    'update queue set due = :now where lane = :lane and due = :due and seq = :seq and replay = :replay',
  )
  return (which, after, now) => {
    const rows =
      'lane' in which
        ? ofLane.all(which.lane, after, which.limit)
        : which.keys.flatMap(({ seq, lane, replay }) => ofKey.all({ seq, lane, replay, after }))
    let moved = 0
    for (const { lane, due, seq, replay } of rows) {
      moved += Number(
        move.run({ now, lane: Number(lane), due: Number(due), seq: Number(seq), replay: Number(replay) })
          .changes,
      )
    }
    return moved
  }
}
