import { append4 } from './append-4.ts'
import { derived } from './derived.ts'

/** `append_4` that counts over time as well; `unnamed`: the sources that count under none. */
export const append5: string = derived(append4, [
  ['create function countersign.append_4(', 'create function countersign.append_5('],
  ['in counts bigint[],', 'in counts bigint[], in unnamed int[],'],
  [
    `            repeated, changed);
  end if;
end`,
    `            repeated, changed);
  end if;

  if repeated > 0 then
    verdicts := array(select (case when g.seq is null then -1 else g.verdict end)::smallint
                        from unnest(stored, verdicts) with ordinality g(seq, verdict, i) order by g.i);
  end if;
  perform countersign.tally_events_1(the_gateway, the_slot, received, sources, verdicts, body_lengths, unnamed);
end`,
  ],
])
