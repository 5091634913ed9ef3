import { append3 } from './append-3.ts'
import { derived } from './derived.ts'

/** `append_3` that counts over time as well; `unnamed`: the sources that count under none. */
export const append6: string = derived(append3, [
  ['create function countersign.append_3(', 'create function countersign.append_6('],
  ['in queue_orders text[],', 'in queue_orders text[], in unnamed int[],'],
  [
    `    rejections = c.rejections + excluded.rejections;
end`,
    `    rejections = c.rejections + excluded.rejections;
  perform countersign.tally_events_1(the_gateway, the_slot, received, sources,
    array(select (case g.o when 0 then g.v when 1 then -1 end)::smallint
            from unnest(outcomes, verdicts) with ordinality g(o, v, i) order by g.i),
    body_lengths, unnamed);
end`,
  ],
])
