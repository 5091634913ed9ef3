import type { Database } from '../wire/database.ts'

/** Removes what events behind a number, up to another, were indexed under whose content has been pruned. */
export async function forgetValues(database: Database, after: number, upTo: number): Promise<void> {
  await database.write(
    `delete from countersign.path_value v where v.seq > $1 and v.seq <= $2
        and not exists (select from countersign.payload p where p.seq = v.seq)`,
    [after, upTo],
  )
}

/** As `forgetValues`, of segments that were emptied or dropped whole; so many at most, and answers how many. */
export async function forgetValuesOfSegments(database: Database, limit: number): Promise<number> {
  const rows = await database.write(
    `with gone as (
       select v.source, v.value, v.seq from countersign.path_value v
        where v.seq < (select min(low) from countersign.segment)
       union all
       select v.source, v.value, v.seq from countersign.segment s
         join countersign.path_value v on v.seq >= s.low and v.seq < s.high
        where s.high <= (select last_value from countersign.event_seq)
          and not exists (select from countersign.payload p where p.seq >= s.low and p.seq < s.high)
       limit $1
     )
     delete from countersign.path_value v using gone g
      where v.source = g.source and v.value = g.value and v.seq = g.seq returning v.seq`,
    [limit],
  )
  return rows.length
}
