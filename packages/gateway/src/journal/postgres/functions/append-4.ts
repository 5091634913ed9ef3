import { append2 } from './append-2.ts'
import { derived } from './derived.ts'
import { markBytes } from './mark-bytes.ts'
import { relocked } from './relocked.ts'

/**
 * `append_2` with second keys, and for events that have none but such a one. `bytes_keys` is empty where no
 * event of the batch has one: then it costs what `append_2` did.
 */
export const append4: string = derived(relocked(append2), [
  ['create or replace function countersign.append_2(', 'create function countersign.append_4('],
  ['in keys uuid[], in key_count int,', 'in keys uuid[], in key_count int, in bytes_keys uuid[],'],
  ['out earlier_tags int[]', 'out earlier_tags int[], out same_as bigint[]'],
  [
    '  insert into event (seq, received, tag,',
    `  if cardinality(bytes_keys) > 0 then${markBytes(null)}
  end if;

  insert into event (seq, received, same_as, tag,`,
  ],
  ['select g.seq, g.received, g.tag,', 'select g.seq, g.received, g.same_as, g.tag,'],
  ['from unnest(stored, received, tags,', 'from unnest(stored, received, same_as, tags,'],
  ['g(seq, received, tag, source', 'g(seq, received, same_as, tag, source'],
])
