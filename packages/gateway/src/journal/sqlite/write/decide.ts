import type { DatabaseSync } from 'node:sqlite'
import { type Decision, undecidedDue } from '../../../model/delivery.ts'
import type { State } from './state.ts'

/** Decides what becomes of undecided deliveries; within a transaction. */
export type Decide = (decisions: readonly Decision[]) => boolean[]

export function createDecide({ db, state }: { readonly db: DatabaseSync; readonly state: State }): Decide {
  const { counts } = state
  const undecided = `seq = ? and lane = ? and replay = ? and due = ${undecidedDue}`
  const send = db.prepare(`update queue set due = ?, order_key = ? where ${undecided}`)
  const leave = db.prepare(`delete from queue where ${undecided}`)
  return (decisions) =>
    decisions.map(({ seq, lane, replay, to }) => {
      if (to !== null) return send.run(to.due, to.orderKey, seq, lane, replay).changes > 0
      if (leave.run(seq, lane, replay).changes === 0) return false
      counts.pending--
      return true
    })
}
