import type { DatabaseSync } from 'node:sqlite'
import type { Attempt, DeliveryKey } from '../../../model/delivery.ts'
import { finalNumber } from '../../stored-numbers.ts'
import type { Lanes } from './lanes.ts'
import { createRecordAttempt } from './record-attempt.ts'
import type { State } from './state.ts'
import type { Tallies } from './tallies.ts'

/** Ends deliveries that wait or are dead, whoever owns their lanes; within a transaction. */
export type Discard = (keys: readonly DeliveryKey[], end: Attempt) => boolean[]

export function createDiscard(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly lanes: Pick<Lanes, 'destinationOf'>
  readonly tallies: Tallies
}): Discard {
  const { db, lanes, tallies } = parts
  const { counts } = parts.state
  const take = db.prepare('delete from queue where seq = ? and lane = ? and replay = ?')
  const reopen = db.prepare(
    `update attempt set final = null where seq = ? and lane = ? and replay = ? and final = ${finalNumber.dead}`,
  )
  const record = createRecordAttempt(db)
  return (keys, end) =>
    keys.map((key) => {
      const { seq, lane, replay } = key
      const waited = take.run(seq, lane, replay).changes > 0
      if (!waited && reopen.run(seq, lane, replay).changes === 0) return false
      record(key, end, finalNumber.discarded)
      tallies.delivery(end.at, lanes.destinationOf(lane), finalNumber.discarded, null)
      counts[waited ? 'pending' : 'dead']--
      counts.discarded++
      return true
    })
}
