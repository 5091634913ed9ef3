import { silence } from './silent-columns.ts'

/**
 * How what gateways need done to the tables themselves begins: it runs with the rights of the schema's owner, so that a
 * role serves that may not create, change or drop anything. No text that a caller gives becomes a statement: numbers do,
 * and names out of a list. Nobody may call it who was not granted it.
 */
export const definer = `language plpgsql security definer
set search_path = pg_catalog, pg_temp`

/**
 * Made apart and attached: attaching lets inserts into the other segments go on, where `create table …
 * partition of` would stop them. Rows of up to 8 kB stay in their page; a body on the TOAST side costs two
 * more index entries.
 */
export const makeSegment1: string = `
create function countersign.make_segment_1(in the_low bigint, in the_high bigint, in the_time bigint) returns void
${definer}
as $make$
begin
${['event', 'payload', 'attempt']
  .flatMap((table) => [
    `create table countersign.${table}_%1$s (like countersign.${table} including storage including defaults) with (autovacuum_vacuum_scale_factor = 0.1${table === 'payload' ? ', toast_tuple_target = 8160' : ''})`,
    silence(table, `${table}_%1$s`),
    `alter table countersign.${table} attach partition countersign.${table}_%1$s for values from (%1$s) to (%2$s)`,
  ])
  .map((statement) => `  execute format($statement$${statement}$statement$, the_low, the_high);`)
  .join('\n')}
  insert into countersign.segment (low, high, created) values (the_low, the_high, the_time);
end
$make$`

/**
 * Empties tables of a segment, or drops all three, where nothing of it is queued; answers whether anything was done.
 * Locks first and looks afterwards: what queues one of these events holds the same tables until its commit.
 */
export const clearSegment1: string = `
create function countersign.clear_segment_1(in the_low bigint, in the_tables text[], in all_of_it boolean) returns boolean
${definer}
as $clear$
declare
  name text;
  filled boolean;
  changed boolean := false;
begin
  if (the_tables <@ array['event', 'payload', 'attempt']) is not true then
    raise exception 'no table of a segment' using errcode = '22023';
  end if;
  lock table countersign.segment in exclusive mode;
  lock table countersign.retention_lock in exclusive mode;
  foreach name in array the_tables loop
    execute format('lock table countersign.%I in access exclusive mode', name || '_' || the_low);
  end loop;
  if exists (select from countersign.queue q
              where q.seq >= the_low and q.seq < (select s.high from countersign.segment s where s.low = the_low)) then
    return false;
  end if;
  foreach name in array the_tables loop
    if all_of_it then
      execute format('drop table countersign.%I', name || '_' || the_low);
      changed := true;
    else
      execute format('select exists (select from countersign.%I)', name || '_' || the_low) into filled;
      if filled then
        execute format('truncate countersign.%I', name || '_' || the_low);
        changed := true;
      end if;
    end if;
  end loop;
  if all_of_it then
    delete from countersign.segment s where s.low = the_low;
  end if;
  return changed;
end
$clear$`
