import { derived } from './derived.ts'
import { settle1 } from './settle-1.ts'

/** `settle_1` that counts over time as well; `unnamed`: the lanes whose destinations count under none. */
export const settle2: string = derived(settle1, [
  ['create function countersign.settle_1(', 'create function countersign.settle_2('],
  ['in blob bytea,', 'in blob bytea, in unnamed int[],'],
  [
    "  select coalesce(array_agg(i), '{}') into settled from done;",
    `  select coalesce(array_agg(i), '{}') into settled from done;
  if cardinality(settled) > 0 then
    perform countersign.tally_deliveries_1(the_gateway, the_slot, settled, ats, lanes, finals, durations, numbers,
                                           unnamed);
  end if;`,
  ],
])
