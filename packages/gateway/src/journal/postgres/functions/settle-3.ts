import { latencyNames } from '../../tally-numbers.ts'
import { derived } from './derived.ts'
import { settle1 } from './settle-1.ts'

const columns = ['count', ...latencyNames]
const values = columns.map((_, at) => `tally_values[${columns.length} * g.i - ${columns.length - 1 - at}]`)

/**
 * `settle_1` that counts over time in its own statement: what is to be added comes summed up by minute, destination and
 * outcome, `tally_values` with as many numbers for each. That holds where all are settled. Where some are not, or nothing
 * was summed up, those that are settled are counted one by one, as `settle_2` does; `unnamed` as there.
 *
 * Summing up here took a call of its own and 34 aggregates: a batch of one cost 1,097 µs of CPU, and costs 900. What an
 * append counts is summed up in SQL still: more parameters cost it as much as was saved.
 */
export const settle3: string = derived(settle1, [
  ['create function countersign.settle_1(', 'create function countersign.settle_3('],
  [
    'in blob bytea,',
    `in blob bytea, in unnamed int[],
  in tally_ats bigint[], in tally_destinations int[], in tally_outcomes smallint[], in tally_values bigint[],`,
  ],
  [
    `  )
  select coalesce(array_agg(i), '{}') into settled from done;`,
    `  ), tallied as (
    insert into delivery_tally as t (step, at, destination, outcome, gateway, slot, ${columns.join(', ')})
    select 0, g.at, g.destination, g.outcome, the_gateway, the_slot, ${values.join(', ')}
      from unnest(tally_ats, tally_destinations, tally_outcomes) with ordinality g(at, destination, outcome, i)
     where (select count(*) from done) = cardinality(lanes)
    on conflict (step, at, destination, outcome, gateway, slot) do update set
      ${columns.map((name) => `${name} = t.${name} + excluded.${name}`).join(', ')}
  )
  select coalesce(array_agg(i), '{}') into settled from done;
  if cardinality(settled) > 0 and (cardinality(settled) < cardinality(lanes) or cardinality(tally_ats) = 0) then
    perform countersign.tally_deliveries_1(the_gateway, the_slot, settled, ats, lanes, finals, durations, numbers,
                                           unnamed);
  end if;`,
  ],
])
