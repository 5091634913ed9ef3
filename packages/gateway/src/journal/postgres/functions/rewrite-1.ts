import { definer } from './segments-1.ts'

/**
 * Writes a table of ours anew, so that nothing is left in its file of what had been deleted when a transaction began,
 * the marker. Answers whether that is so: where another transaction still sees what was deleted, its rows are copied.
 * That is looked for before (`isSeen`), by whoever's transaction it is; but what was written anew says itself which the
 * oldest was that had to be minded, a replica's too that asked for it in between.
 *
 * As VACUUM (FULL), which no function may call, and which says in a warning alone that it did nothing. It goes along the
 * primary key, which is about the order of the file: a sort would write all of it down once more.
 */
export const rewrite1: string = `
create function countersign.rewrite_1(in the_name text, in the_marker bigint) returns boolean
${definer}
set enable_sort = off
as $rewrite$
declare
  the_table regclass := to_regclass(format('countersign.%I', the_name));
begin
  if (the_name ~ '^(payload|attempt|event)_[0-9]+$' or the_name in ('rejection', 'replay', 'queue', 'erasure')) is not true
  then
    raise exception 'no table that is rewritten' using errcode = '22023';
  end if;
  if the_table is null then
    return true;
  end if;
  execute format('cluster countersign.%I using %s', the_name,
    (select quote_ident(c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = the_table and i.indisprimary));
  return (select age(c.relfrozenxid) <= age(the_marker::text::xid8::xid) from pg_class c where c.oid = the_table);
end
$rewrite$`
