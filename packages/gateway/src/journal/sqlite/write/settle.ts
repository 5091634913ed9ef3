import type { DatabaseSync } from 'node:sqlite'
import { finalOf } from '../verdicts.ts'
import type { Scan } from '../wire/scan.ts'
import { deferred } from '../wire/settle.ts'
import { readTexts } from '../wire/texts.ts'
import type { Lanes } from './lanes.ts'
import type { Results } from './results.ts'
import type { State } from './state.ts'

/** Ends or defers packed deliveries; pushes 1 for each that took effect, else 0. */
export function createSettle(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly lanes: Lanes
}): (scan: Scan, results: Results) => void {
  const { db, lanes } = parts
  const { counts } = parts.state
  const take = db.prepare('delete from queue where lane = ? and due = ? and seq = ? and replay = ?')
  const defer = db.prepare(
    'update queue set due = ?, attempts = max(attempts, ?) where lane = ? and due = ? and seq = ? and replay = ?',
  )
  // Attempt 0, an end without a try, may come twice where the delivery was queued again in between.
  const record = db.prepare(
    'insert or replace into attempt (seq, lane, replay, n, at, ms, status, code, final, answer) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const code: (string | null)[] = [null]

  const settleOne = (scan: Scan, owner: string): boolean => {
    const lane = scan.number()
    const fence = scan.number()
    const due = scan.number()
    const seq = scan.number()
    const replay = scan.number()
    const n = scan.number()
    const at = scan.number()
    const ms = scan.number()
    const status = scan.number()
    readTexts(scan, code)
    const answer = scan.blob()
    const next = scan.number()
    const retryAt = scan.number()

    if (!lanes.isOwned(lane, owner, fence)) return false
    const { changes } =
      next === deferred ? defer.run(retryAt, n, lane, due, seq, replay) : take.run(lane, due, seq, replay)
    if (changes === 0) return false
    record.run(
      seq,
      lane,
      replay,
      n,
      at,
      ms,
      status < 0 ? null : status,
      code[0] ?? null,
      next === deferred ? null : next,
      answer,
    )
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
