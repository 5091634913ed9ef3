import type { DatabaseSync } from 'node:sqlite'
import { finalOf } from '../../stored-numbers.ts'
import type { Scan } from '../wire/scan.ts'
import { deferred, PackedSettlement, readSettlement } from '../wire/settle.ts'
import type { Lanes } from './lanes.ts'
import { createRecordAttempt } from './record-attempt.ts'
import type { Results } from './results.ts'
import type { State } from './state.ts'
import type { Tallies } from './tallies.ts'

/** Ends or defers packed deliveries; pushes 1 for each that took effect, else 0. */
export function createSettle(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly lanes: Lanes
  readonly tallies: Tallies
}): (scan: Scan, results: Results) => void {
  const { db, lanes, tallies } = parts
  const { counts } = parts.state
  const take = db.prepare('delete from queue where lane = ? and due = ? and seq = ? and replay = ?')
  const defer = db.prepare(
    'update queue set due = ?, attempts = max(attempts, ?) where lane = ? and due = ? and seq = ? and replay = ?',
  )
  const record = createRecordAttempt(db)
  const settlement = new PackedSettlement()

  const settleOne = (scan: Scan, owner: string): boolean => {
    readSettlement(scan, settlement)
    const { lane, fence, due, seq, replay, attempt, next, retryAt } = settlement
    if (!lanes.isOwned(lane, owner, fence)) return false
    const { changes } =
      next === deferred
        ? defer.run(retryAt, attempt.n, lane, due, seq, replay)
        : take.run(lane, due, seq, replay)
    if (changes === 0) return false
    record(settlement, attempt, next === deferred ? null : next)
    tallies.delivery(attempt.at, lanes.destinationOf(lane), next, attempt.n === 0 ? null : attempt.ms)
    const final = finalOf(next)
    if (final !== null) {
      counts.pending--
      counts[final]++
    }
    return true
  }

  return (scan, results) => {
    const count = scan.number()
    const owner = scan.text()
    for (let index = 0; index < count; index++) results.push(settleOne(scan, owner) ? 1 : 0)
  }
}
