/**
 * Whether the database still has a session that a gateway named: by process and start, since a process's number is
 * used again. `pg_stat_activity` shows the start of other roles' sessions to nobody; then the number alone counts,
 * and says "alive" once too often at worst. A session of before a restart or a failover of the database is none
 * that this server has seen the end of: alive, too, as far as this knows.
 */
export const isAlive1: string = `
create function countersign.is_alive_1(in the_pid int, in the_start bigint, in the_server bigint) returns boolean
language sql volatile
as $alive$
  select the_pid is null
      or the_server <> (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint
      or exists (select from pg_stat_activity a where a.pid = the_pid
                  and (a.backend_start is null or (extract(epoch from a.backend_start) * 1000000)::bigint = the_start))
$alive$`

/** After its session was first seen gone, a gateway has so long to hear of it itself, in ms. */
const graceMs = 700

/**
 * Notes gateways whose session has ended, and answers whether lanes of one may be had: its lease has ended, or its
 * session some time ago. Writes nothing where all is well.
 *
 * What is gone is found first and noted by name afterwards: a gateway that meanwhile came with another session is
 * left alone, though what this transaction has read of the sessions does not show it.
 */
export const look1: string = `
create function countersign.look_1(in the_owner text) returns boolean
language plpgsql
set search_path = countersign, pg_catalog, pg_temp
as $look$
#variable_conflict use_column
declare
  at bigint := countersign.now_1();
  pids int[];
  starts bigint[];
begin
  select array_agg(g.pid), array_agg(g.started) into pids, starts from gateway g
   where g.owner <> the_owner and g.gone is null and not countersign.is_alive_1(g.pid, g.started, g.server);
  if pids is not null then
    perform countersign.begin_write_1();
    update gateway g set gone = at from unnest(pids, starts) u(pid, started)
     where g.owner <> the_owner and g.gone is null and g.pid = u.pid and g.started = u.started;
  end if;
  return exists (
    select from gateway g join lane l on l.owner = g.owner
     where g.owner <> the_owner and (g.until < at or g.gone < at - ${graceMs}));
end
$look$`

/**
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
export const own2: string = `
create function countersign.own_2(
  in the_owner text, in the_keeper text, in the_pid int, in the_start bigint, in the_server bigint, in lease_ms int,
  out numbers int[], out destinations int[], out shards int[], out fences bigint[], out surpluses int[], out again boolean
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
  insert into gateway (owner, until, keeper, pid, started, server)
  values (the_owner, at + lease_ms, the_keeper, the_pid, the_start, the_server)
    on conflict (owner) do update set until = excluded.until, keeper = excluded.keeper, pid = excluded.pid,
      started = excluded.started, server = excluded.server, gone = null;

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
       select f.number from lane f
        where f.owner is null or f.owner = any(ended)
           or not exists (select from gateway g where g.owner = f.owner)
        order by f.number limit fair - mine for update skip locked);
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
    from (select *, row_number() over (order by number) as place from lane where owner = the_owner order by number) l;
end
$own$`
