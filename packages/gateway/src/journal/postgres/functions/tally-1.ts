import { latencyBoundsMs, tallySteps } from '../../../model/tally.ts'
import { latencyNames } from '../../tally-numbers.ts'

/**
 * Counts events, of which those with no outcome are left out. A gateway's connection adds to rows of its own, so that
 * no two commits wait for one row; retention adds them up. Called behind the counter's row, which one connection's
 * commits wait for already.
 */
export const tallyEvents1: string = `
create function countersign.tally_events_1(
  in the_gateway text, in the_slot int, in ats bigint[], in sources int[], in outcomes smallint[], in sizes int[],
  in unnamed int[]
) returns void language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $tally$
#variable_conflict use_column
begin
  insert into event_tally as t (step, at, source, outcome, gateway, slot, count, bytes)
  select 0, g.at - g.at % ${tallySteps.minute}, case when g.source = any(unnamed) then 0 else g.source end, g.outcome,
         the_gateway, the_slot, count(*), sum(g.size)
    from unnest(ats, sources, outcomes, sizes) g(at, source, outcome, size)
   where g.outcome is not null group by 2, 3, 4 order by 2, 3, 4
  on conflict (step, at, source, outcome, gateway, slot) do update set
    count = t.count + excluded.count, bytes = t.bytes + excluded.bytes;
end
$tally$`

/** Whole ms, so that the first of a bucket is one more than the bound before it. */
const thresholds = latencyBoundsMs.map((bound) => bound + 1).join(',')

/** Counts deliveries: of these arrays the places that are \`picked\`. An attempt of number 0 is none, and took no time. */
export const tallyDeliveries1: string = `
create function countersign.tally_deliveries_1(
  in the_gateway text, in the_slot int, in picked int[], in ats bigint[], in lanes int[], in outcomes smallint[],
  in durations int[], in numbers int[], in unnamed int[]
) returns void language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $tally$
#variable_conflict use_column
begin
  with by_lane as materialized (
    select g.at, g.lane, g.outcome, count(*) as count,
           ${latencyNames.map((name, bucket) => `count(*) filter (where g.bucket = ${bucket}) as ${name}`).join(', ')}
      from (select ats[i] - ats[i] % ${tallySteps.minute} as at, lanes[i] as lane, outcomes[i] as outcome,
                   case when numbers[i] > 0 then width_bucket(durations[i], '{${thresholds}}'::int[]) end as bucket
              from unnest(picked) i) g
     group by 1, 2, 3
  )
  insert into delivery_tally as t (step, at, destination, outcome, gateway, slot, count, ${latencyNames.join(', ')})
  select 0, b.at, case when b.lane = any(unnamed) then 0 else coalesce(l.destination, 0) end, b.outcome,
         the_gateway, the_slot, sum(b.count), ${latencyNames.map((name) => `sum(b.${name})`).join(', ')}
    from by_lane b left join lane l on l.number = b.lane
   group by 2, 3, 4 order by 2, 3, 4
  on conflict (step, at, destination, outcome, gateway, slot) do update set
    count = t.count + excluded.count, ${latencyNames.map((name) => `${name} = t.${name} + excluded.${name}`).join(', ')};
end
$tally$`
