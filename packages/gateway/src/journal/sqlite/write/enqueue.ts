import type { DatabaseSync } from 'node:sqlite'
import type { NewQueueRow } from '../../port/queue.ts'
import { finalOf } from '../../stored-numbers.ts'
import { readRow } from '../wire/enqueue.ts'
import type { Scan } from '../wire/scan.ts'
import type { Results } from './results.ts'
import type { State } from './state.ts'

/** Queues one row once more; answers whether it was added. */
export type EnqueueRow = (row: NewQueueRow) => boolean

/** Queues rows within a transaction. */
export function createEnqueueRow(parts: { readonly db: DatabaseSync; readonly state: State }): EnqueueRow {
  const { db } = parts
  const { counts } = parts.state
  // One statement decides what may be queued: the event and the lane exist, and nothing is pending.
  const insert = db.prepare(`
    insert into queue (lane, due, seq, replay, attempts, earlier, order_key)
    select :lane, :due, :seq, :replay, made, made, :orderKey
    from (select coalesce(max(n), 0) as made from attempt where seq = :seq and lane = :lane and replay = :replay)
    where exists (select 1 from event where seq = :seq and erased_ms is null) and exists (select 1 from lane where number = :lane)
      and not exists (select 1 from queue where seq = :seq and lane = :lane and replay = :replay)`)
  const reopen = db.prepare('update attempt set final = null where seq = ? and lane = ? and replay = ?')
  const finalsOf = db.prepare(`
    select final from attempt where seq = ? and lane = ? and replay = ? and final is not null`)

  return ({ lane, due, seq, replay, orderKey }) => {
    const { changes } = insert.run({ lane, due, seq, replay, orderKey })
    if (changes === 0) return false
    counts.pending++
    for (const row of finalsOf.all(seq, lane, replay)) {
      const final = finalOf(Number(row.final))
      if (final !== null) counts[final]--
    }
    reopen.run(seq, lane, replay)
    return true
  }
}

/** Queues packed rows once more; pushes how many were added. */
export function createEnqueue(enqueueRow: EnqueueRow): (scan: Scan, results: Results) => void {
  return (scan, results) => {
    const count = scan.number()
    let added = 0
    for (let index = 0; index < count; index++) {
      if (enqueueRow(readRow(scan))) added += 1
    }
    results.push(added)
  }
}
