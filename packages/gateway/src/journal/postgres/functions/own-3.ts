/** After its session was first seen gone, a gateway has so long to hear of it itself, in ms. */
const graceMs = 700

/**
 * As `own_2`, and spreads the lanes of a destination: each gateway takes, and keeps, one of each before a second of any. An
 * event that comes in goes to a lane of the gateway that took it, where it has one.
 *
 * `heeding`: every gateway looks in the other lanes of a destination for the first of a key. One that came by `own_2` does
 * not, and reads its lanes by themselves.
 *
 * Renews a gateway and takes lanes that nobody holds. A gateway's lease is one row, whatever the number of
 * its lanes, so renewing never meets a settlement that holds a lane's row.
 *
 * A gateway has ended when its lease has; when the keeper that starts them one after the other has started
 * this one; or when the session that it named is gone, and it had the time to hear of that. The rows of such
 * gateways are locked before their lanes are taken: one that renews at the same moment either comes first, and
 * keeps them, or waits, and then sees what it has lost. A gateway takes no more than its share while others live,
 * so that a second one gets work as lanes become free; `surpluses` tells the owner which lanes it should finish and
 * give back. `again`: a lane that is free was being settled at this moment; it may be had at once.
 */
export const own3: string = `
create function countersign.own_3(
  in the_owner text, in the_keeper text, in the_pid int, in the_start bigint, in the_server bigint, in lease_ms int,
  out numbers int[], out destinations int[], out shards int[], out fences bigint[], out surpluses int[], out again boolean,
  out heeding boolean
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
as $own$
#variable_conflict use_column
declare
  at bigint := countersign.now_1();
  ended text[];
  fair bigint;
  mine bigint;
begin
  perform countersign.begin_write_1();
  insert into gateway (owner, until, keeper, pid, started, server, heeds)
  values (the_owner, at + lease_ms, the_keeper, the_pid, the_start, the_server, true)
    on conflict (owner) do update set until = excluded.until, keeper = excluded.keeper, pid = excluded.pid,
      started = excluded.started, server = excluded.server, heeds = true, gone = null;

  select array_agg(g.owner) into ended from (
    select owner from gateway
     where owner <> the_owner
       and (until < at or keeper = the_keeper
            or (gone < at - ${graceMs} and not countersign.is_alive_1(pid, started, server)))
       for update skip locked) g;
  select ceil((select count(*) from lane)::numeric
              / (select count(*) from gateway g where g.until >= at and not coalesce(g.owner = any(ended), false)))
    into fair;
  select count(*) into mine from lane l where l.owner = the_owner;

  if mine < fair then
    update lane l set owner = the_owner, fence = l.fence + 1
     where l.number in (
       select f.number from lane f join (
           -- Its own come first, and are left out: what it has of a destination counts.
           select number, row_number() over (
                    partition by destination order by owner is distinct from the_owner, number) as place
             from lane o where o.owner is null or o.owner = the_owner or o.owner = any(ended)
                or not exists (select from gateway g where g.owner = o.owner)) p on p.number = f.number
        where f.owner is null or f.owner = any(ended)
           or not exists (select from gateway g where g.owner = f.owner)
        order by p.place, f.number limit fair - mine for update of f skip locked);
    select count(*) into mine from lane l where l.owner = the_owner;
  end if;
  delete from gateway g where g.owner = any(ended)
     and not exists (select from lane l where l.owner = g.owner);
  again := mine < fair and exists (
    select from lane l where l.owner is null or l.owner = any(ended)
        or l.owner in (select g.owner from gateway g where g.keeper = the_keeper and g.owner <> the_owner));

  select coalesce(array_agg(l.number), '{}'), coalesce(array_agg(l.destination), '{}'),
         coalesce(array_agg(l.shard), '{}'), coalesce(array_agg(l.fence), '{}'),
         coalesce(array_agg((l.place > fair)::int), '{}')
    into numbers, destinations, shards, fences, surpluses
    from (select *, row_number() over (order by nth, number) as place
            from (select *, row_number() over (partition by destination order by number) as nth
                    from lane where owner = the_owner) mine order by number) l;
  heeding := not exists (
    select from gateway g where g.heeds is null and g.until >= at and not coalesce(g.owner = any(ended), false));
end
$own$`
