/** After its session was first seen gone, a gateway has so long to hear of it itself, in ms. */
const graceMs = 700

/**
 * As `own_3`, and lists changes alone: the lanes that this call has taken (`whole`: all that are the owner's), and those that
 * are more than its share. How many are its own, and what their numbers and fences add up to, tells it whether it knows
 * the rest; where it does not, it asks for the whole. All lanes are looked at once, and sorted only where some are free or
 * too many: with 50,000 most renewals find nothing.
 *
 * Renews a gateway and takes lanes that nobody holds. A gateway's lease is one row, whatever the number of
 * its lanes, so renewing never meets a settlement that holds a lane's row. It takes, and keeps, one lane of each
 * destination before a second of any.
 *
 * A gateway has ended when its lease has; when the keeper that starts them one after the other has started
 * this one; or when the session that it named is gone, and it had the time to hear of that. The rows of such
 * gateways are locked before their lanes are taken: one that renews at the same moment either comes first, and
 * keeps them, or waits, and then sees what it has lost. Owners that are no gateway's are found in one look with the
 * gateways, so that one that is new since, and has taken lanes, is none of them. A gateway takes no more than its share
 * while others live, so that a second one gets work as lanes become free; `surpluses` tells the owner which lanes it should
 * finish and give back. `again`: a lane that is free was being settled at this moment; it may be had at once.
 *
 * `heeding`: every gateway looks in the other lanes of a destination for the first of a key. One that came by `own_2` does
 * not, and reads its lanes by themselves.
 */
export const own4: string = `
create function countersign.own_4(
  in the_owner text, in the_keeper text, in the_pid int, in the_start bigint, in the_server bigint, in lease_ms int,
  in whole boolean,
  out numbers int[], out destinations int[], out shards int[], out fences bigint[], out surpluses int[],
  out held bigint, out sum_of_numbers bigint, out sum_of_fences bigint, out again boolean, out heeding boolean
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
as $own$
#variable_conflict use_column
declare
  at bigint := countersign.now_1();
  ended text[];
  strays text[];
  fair bigint;
  lanes bigint;
  free bigint;
  taken int[] := '{}';
  taken_fences bigint := 0;
begin
  perform countersign.begin_write_1();
  insert into gateway (owner, until, keeper, pid, started, server, heeds)
  values (the_owner, at + lease_ms, the_keeper, the_pid, the_start, the_server, true)
    on conflict (owner) do update set until = excluded.until, keeper = excluded.keeper, pid = excluded.pid,
      started = excluded.started, server = excluded.server, heeds = true, gone = null;

  select coalesce(array_agg(g.owner), '{}') into ended from (
    select owner from gateway
     where owner <> the_owner
       and (until < at or keeper = the_keeper
            or (gone < at - ${graceMs} and not countersign.is_alive_1(pid, started, server)))
       for update skip locked) g;
  select coalesce(sum(o.lanes), 0),
         coalesce(sum(o.lanes) filter (where o.owner is null or o.owner = any(ended) or not o.known), 0),
         coalesce(sum(o.lanes) filter (where o.owner = the_owner), 0),
         coalesce(sum(o.numbers) filter (where o.owner = the_owner), 0),
         coalesce(sum(o.fences) filter (where o.owner = the_owner), 0),
         coalesce(array_agg(o.owner) filter (where o.owner is not null and not o.known), '{}')
    into lanes, free, held, sum_of_numbers, sum_of_fences, strays
    from (select l.owner, count(*) as lanes, sum(l.number) as numbers, sum(l.fence) as fences,
                 exists (select from gateway g where g.owner = l.owner) as known
            from lane l group by l.owner) o;
  ended := ended || strays;
  select ceil(lanes::numeric / (select count(*) from gateway g where g.until >= at and g.owner <> all(ended))) into fair;

  if held < fair and free > 0 then
    with took as (
      update lane l set owner = the_owner, fence = l.fence + 1
       where l.number in (
         select f.number from lane f join (
             -- Its own come first, and are left out: what it has of a destination counts.
             select number, row_number() over (
                      partition by destination order by owner is distinct from the_owner, number) as place
               from lane o where o.owner is null or o.owner = the_owner or o.owner = any(ended)) p on p.number = f.number
          where f.owner is null or f.owner = any(ended)
          order by p.place, f.number limit fair - held for update of f skip locked)
      returning l.number, l.fence
    )
    select coalesce(array_agg(number), '{}'), coalesce(sum(fence), 0) into taken, taken_fences from took;
    held := held + cardinality(taken);
    sum_of_numbers := sum_of_numbers + (select coalesce(sum(t), 0) from unnest(taken) t);
    sum_of_fences := sum_of_fences + taken_fences;
  end if;
  delete from gateway g where g.owner = any(ended)
     and not exists (select from lane l where l.owner = g.owner);
  again := held < fair and (free > cardinality(taken) or exists (
    select from gateway g where g.keeper = the_keeper and g.owner <> the_owner and g.owner <> all(ended)
       and exists (select from lane l where l.owner = g.owner)));

  select coalesce(array_agg(l.number), '{}'), coalesce(array_agg(l.destination), '{}'),
         coalesce(array_agg(l.shard), '{}'), coalesce(array_agg(l.fence), '{}')
    into numbers, destinations, shards, fences
    from (select * from lane where owner = the_owner and (whole or number = any(taken)) order by number) l
   where whole or cardinality(taken) > 0;
  surpluses := '{}';
  if held > fair then
    select array_agg(l.number order by l.number) into surpluses
      from (select number, row_number() over (order by nth, number) as place
              from (select number, row_number() over (partition by destination order by number) as nth
                      from lane where owner = the_owner) mine) l
     where l.place > fair;
    surpluses := coalesce(surpluses, '{}');
  end if;
  heeding := not exists (
    select from gateway g where g.heeds is null and g.until >= at and g.owner <> all(ended));
end
$own$`
