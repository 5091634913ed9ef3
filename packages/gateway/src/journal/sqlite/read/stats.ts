import type { DatabaseSync } from 'node:sqlite'
import { undecidedDue } from '../../../model/delivery.ts'
import type { JournalStats } from '../../../model/stats.ts'
import { integer } from './event-row.ts'

/** One row of counts, and a look at the head of each lane: no rows are counted. */
export function statsRead(db: DatabaseSync): () => JournalStats {
  const state = db.prepare('select * from state')
  const oldest = db.prepare(`
    select min(first) as due from (
      select (select due from queue where queue.lane = lane.number and due < ${undecidedDue} order by due limit 1) as first from lane
    )`)
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
      oldestDue: integer(oldest.get()?.due),
    }
  }
}
