import { derived } from './derived.ts'
import { expire1 } from './expire-1.ts'

/** `expire_1` that counts over time as well. */
export const expire2: string = derived(expire1, [
  ['create function countersign.expire_1(', 'create function countersign.expire_2('],
  [
    '  select array_agg(g.seq), array_agg(g.lane), array_agg(g.replay) into seqs, lanes, replays from gone g;',
    `  select array_agg(g.seq), array_agg(g.lane), array_agg(g.replay) into seqs, lanes, replays from gone g;
  if cardinality(lanes) > 0 then
    perform countersign.tally_deliveries_1(the_gateway, the_slot, array(select generate_series(1, cardinality(lanes))),
      array_fill(the_time, array[cardinality(lanes)]), lanes, array_fill(2::smallint, array[cardinality(lanes)]),
      array_fill(0, array[cardinality(lanes)]), array_fill(0, array[cardinality(lanes)]), '{}');
  end if;`,
  ],
])
