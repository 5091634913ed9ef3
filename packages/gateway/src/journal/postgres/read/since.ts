import type { Delta } from '../../../model/configuration.ts'
import type { Query } from '../wire/database.ts'
import { allThings, type Part, thingsOf, touchedThings } from './configuration.ts'

/**
 * What has been set up since an epoch, in one statement, and so of one moment: all of it where that epoch is not in the
 * account of changes, or the account has a gap since then.
 */
export async function since(query: Query, epoch: number | null): Promise<Delta> {
  const parts = await query<Part & Record<string, unknown>>(statement, [epoch])
  const state = parts.find(({ kind }) => kind === 'state')
  const changes = parts.find(({ kind }) => kind === 'changes')
  if (state === undefined) throw new Error('The configuration has no epoch.')
  const isKnown = state.shard === 1
  const things = thingsOf(parts)
  const there = new Set<string>()
  const { lanes: _, ...named } = things
  for (const kind of Object.values(named)) for (const { id } of kind) there.add(id)
  const touched = isKnown ? (JSON.parse(state.doc ?? '[]') as string[]) : []
  return {
    from: isKnown ? epoch : null,
    epoch: state.number ?? 0,
    changes: changes?.number ?? 0,
    ...things,
    removed: touched.filter((id) => !there.has(id)),
  }
}

// Whether the changes are accounted for without a gap, from the one that was made of the epoch asked for to the last.
const statement = `
with now as materialized (select identity, epoch as changes from countersign.config),
first as materialized (
  select changes from countersign.change where before = $1::bigint order by changes desc limit 1),
steps as materialized (
  select c.changes, c.identity, c.ids from first, now, countersign.change c
   where c.changes >= first.changes and c.changes <= now.changes),
state as materialized (
  select identity, changes, coalesce(identity = $1::bigint, false) or exists (
      select from first join steps on steps.identity = now.identity and steps.changes = now.changes
       where now.changes - first.changes + 1 = (select count(*) from steps)) as known
    from now),
touched as materialized (
  select distinct unnest(ids) as id from steps
   where (select known from state) and $1::bigint <> (select identity from state))
select * from (
  select 'state', identity, (select json_agg(id)::text from touched), null::bytea, null::int, known::int from state
  union all select 'changes', changes, null, null, null, null from state
  union all ${allThings('not (select known from state)')}
  union all ${touchedThings}
) parts (kind, number, doc, bytes, destination, shard)`
