import type { DatabaseSync } from 'node:sqlite'
import { undecidedDue } from '../../../model/delivery.ts'
import { type JournalStats, mostUndecided } from '../../../model/stats.ts'
import { integer } from './event-row.ts'

/** One row of counts, and a look at the head of each lane; rows are counted of the undecided alone, to a bound. */
export function statsRead(db: DatabaseSync): () => JournalStats {
  const state = db.prepare('select * from state')
  const oldest = db.prepare(`
    select min(first) as due from (
      select (select due from queue where queue.lane = lane.number and due < ${undecidedDue} order by due limit 1) as first from lane
    )`)
  // A literal, so that the partial index is found.
  const undecided = db.prepare(
    `select count(*) as n from (select 1 from queue where due = ${undecidedDue} limit ${mostUndecided})`,
  )
  return () => {
    const row = state.get() ?? {}
    const count = (column: string) => Number(row[column])
    return {
      events:
        count('verified') +
        count('authenticated') +
        count('unsigned') +
        count('published') +
        count('backfilled'),
      verified: count('verified'),
      authenticated: count('authenticated'),
      unsigned: count('unsigned'),
      published: count('published'),
      backfilled: count('backfilled'),
      duplicates: count('duplicates'),
      rejections: count('rejections'),
      deliveries: {
        pending: count('pending'),
        delivered: count('delivered'),
        dead: count('dead'),
        discarded: count('discarded'),
      },
      undecided: Number(undecided.get()?.n),
      oldestDue: integer(oldest.get()?.due),
    }
  }
}
