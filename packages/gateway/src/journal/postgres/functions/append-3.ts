import { append1 } from './append-1.ts'
import { derived } from './derived.ts'
import { markBytes } from './mark-bytes.ts'
import { relocked } from './relocked.ts'

/**
 * `append_1` with second keys. `bytes_keys`: null without one; where there is one, `repeats` is never -3.
 * `bytes_rounds`: the how-manieth event of the batch with that key this is, from 0.
 */
export const append3: string = derived(relocked(append1), [
  ['create or replace function countersign.append_1(', 'create function countersign.append_3('],
  ['in rejections bigint[],', 'in bytes_keys uuid[], in bytes_rounds int[], in rejections bigint[],'],
  ['inserted bigint;', 'inserted bigint;\n  changed bigint;\n  stored bigint[];'],
  [
    '  insert into event (',
    `  if exists (select from unnest(bytes_keys) k where k is not null) then
    stored := array(select case when g.o = 0 then g.seq end from unnest(outcomes, seqs) with ordinality g(o, seq, i)
                     order by g.i);
    for this_round in 0 .. (select max(r) from unnest(bytes_rounds) r) loop${markBytes('this_round')}
    end loop;
  end if;

  insert into event (`,
  ],
])
