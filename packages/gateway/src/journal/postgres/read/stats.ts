import { undecidedDue } from '../../../model/delivery.ts'
import { type JournalStats, mostUndecided } from '../../../model/stats.ts'
import type { Database } from '../wire/database.ts'

/** Sums a few rows a gateway; counts the undecided alone, to a bound. The oldest due is the first row of each lane's index. */
export async function stats(database: Database): Promise<JournalStats> {
  const [row] = await database.read<Record<string, number> & { oldest: number | null }>(
    `select coalesce(sum(verified), 0)::bigint as verified,
            coalesce(sum(authenticated), 0)::bigint as authenticated,
            coalesce(sum(unsigned), 0)::bigint as unsigned,
            coalesce(sum(published), 0)::bigint as published,
            coalesce(sum(backfilled), 0)::bigint as backfilled,
            coalesce(sum(duplicates), 0)::bigint as duplicates,
            coalesce(sum(rejections), 0)::bigint as rejections,
            coalesce(sum(queued - delivered - dead - discarded), 0)::bigint as pending,
            coalesce(sum(delivered), 0)::bigint as delivered,
            coalesce(sum(dead), 0)::bigint as dead,
            coalesce(sum(discarded), 0)::bigint as discarded,
            (select count(*) from (
               select 1 from countersign.queue where due = ${undecidedDue} limit ${mostUndecided}) u) as undecided,
            (select min(q.due) from countersign.lane l cross join lateral (
               select due from countersign.queue where lane = l.number and due < ${undecidedDue}
                order by due limit 1) q) as oldest
       from countersign.counter`,
  )
  const of = (name: string): number => row?.[name] ?? 0
  return {
    events: of('verified') + of('authenticated') + of('unsigned') + of('published') + of('backfilled'),
    verified: of('verified'),
    authenticated: of('authenticated'),
    unsigned: of('unsigned'),
    published: of('published'),
    backfilled: of('backfilled'),
    duplicates: of('duplicates'),
    rejections: of('rejections'),
    deliveries: {
      pending: of('pending'),
      delivered: of('delivered'),
      dead: of('dead'),
      discarded: of('discarded'),
    },
    undecided: of('undecided'),
    oldestDue: row?.oldest ?? null,
  }
}
