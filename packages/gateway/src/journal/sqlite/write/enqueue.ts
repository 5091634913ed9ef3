import type { DatabaseSync } from 'node:sqlite'
import { finalOf } from '../verdicts.ts'
import type { Scan } from '../wire/scan.ts'
import { readTexts } from '../wire/texts.ts'
import type { Results } from './results.ts'
import type { State } from './state.ts'

/** Queues packed rows once more; pushes how many were added. */
export function createEnqueue(parts: {
  readonly db: DatabaseSync
  readonly state: State
}): (scan: Scan, results: Results) => void {
  const { db } = parts
  const { counts } = parts.state
  // One statement decides what may be queued: the event and the lane exist, and nothing is pending.
  const insert = db.prepare(`
    insert into queue (lane, due, seq, replay, attempts, order_key)
    select :lane, :due, :seq, :replay,
      coalesce((select max(n) from attempt where seq = :seq and lane = :lane and replay = :replay), 0), :orderKey
    where exists (select 1 from event where seq = :seq) and exists (select 1 from lane where number = :lane)
      and not exists (select 1 from queue where seq = :seq and lane = :lane and replay = :replay)`)
  const reopen = db.prepare('update attempt set final = null where seq = ? and lane = ? and replay = ?')
  const finalsOf = db.prepare(`
    select final from attempt where seq = ? and lane = ? and replay = ? and final is not null`)
  const orderKey: (string | null)[] = [null]

  const enqueueOne = (scan: Scan): number => {
    const lane = scan.number()
    const due = scan.number()
    const seq = scan.number()
    const replay = scan.number()
    readTexts(scan, orderKey)
    const { changes } = insert.run({ lane, due, seq, replay, orderKey: orderKey[0] ?? null })
    if (changes === 0) return 0
    counts.pending++
    for (const row of finalsOf.all(seq, lane, replay)) {
      const final = finalOf(Number(row.final))
      if (final !== null) counts[final]--
    }
    reopen.run(seq, lane, replay)
    return 1
  }

  return (scan, results) => {
    const count = scan.number()
    let added = 0
    for (let index = 0; index < count; index++) added += enqueueOne(scan)
    results.push(added)
  }
}
