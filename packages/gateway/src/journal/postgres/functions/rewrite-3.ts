import { derived } from './derived.ts'
import { rewrite2 } from './rewrite-2.ts'

/**
 * `rewrite_2` that writes `path_value` along the events, in the order in which its rows were written: its primary key is by
 * a hash, which leads all over the file. 4 million values took 55 s so.
 */
export const rewrite3: string = derived(rewrite2, [
  ['create function countersign.rewrite_2(', 'create function countersign.rewrite_3('],
  [
    `  execute format('cluster countersign.%I using %s', the_name,
    (select quote_ident(c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = the_table and i.indisprimary));`,
    `  execute format('cluster countersign.%I using %s', the_name,
    (select quote_ident(c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = the_table
        and case the_name when 'path_value' then c.relname = 'path_value_by_event' else i.indisprimary end));`,
  ],
])
