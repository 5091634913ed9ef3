import type { Database } from '../wire/database.ts'

/**
 * Adds up the totals of gateways that have written nothing for an hour: each start counts under a name of
 * its own. One that was only quiet begins a new row.
 */
export async function foldCounters(database: Database): Promise<void> {
  await database.write(
    `with folded as (
       delete from countersign.counter
        where touched < countersign.now_1() - 3600000 and gateway <> '' returning *
     )
     insert into countersign.counter as c
       (gateway, slot, touched, verified, authenticated, unsigned, published, backfilled, duplicates,
        rejections, queued, delivered, dead, discarded)
     select '', 0, countersign.now_1(), sum(verified), sum(authenticated), sum(unsigned), sum(published),
            sum(backfilled), sum(duplicates), sum(rejections), sum(queued), sum(delivered), sum(dead),
            sum(discarded)
       from folded having count(*) > 0
     on conflict (gateway, slot) do update set touched = excluded.touched,
       verified = c.verified + excluded.verified, authenticated = c.authenticated + excluded.authenticated,
       unsigned = c.unsigned + excluded.unsigned, published = c.published + excluded.published,
       backfilled = c.backfilled + excluded.backfilled, duplicates = c.duplicates + excluded.duplicates,
       rejections = c.rejections + excluded.rejections, queued = c.queued + excluded.queued,
       delivered = c.delivered + excluded.delivered, dead = c.dead + excluded.dead,
       discarded = c.discarded + excluded.discarded`,
  )
}
