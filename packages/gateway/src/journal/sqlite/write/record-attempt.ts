import type { DatabaseSync } from 'node:sqlite'
import type { Attempt, DeliveryKey } from '../../../model/delivery.ts'

/** Writes an attempt down, and how it ended the delivery: one of `finalNumber`, or null. */
export type RecordAttempt = (key: DeliveryKey, attempt: Attempt, final: number | null) => void

/** Attempt 0, an end without a try, may come twice where the delivery was queued again in between. */
export function createRecordAttempt(db: DatabaseSync): RecordAttempt {
  const record = db.prepare(
    'insert or replace into attempt (seq, lane, replay, n, at, ms, status, code, final, answer) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  return ({ seq, lane, replay }, { n, at, ms, status, code, answer }, final) =>
    void record.run(seq, lane, replay, n, at, ms, status, code, final, answer)
}
