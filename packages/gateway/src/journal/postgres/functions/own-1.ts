/**
 * Renews a gateway and takes lanes that nobody holds. A gateway's lease is one row, whatever the number of
 * its lanes, so renewing never meets a settlement that holds a lane's row.
 *
 * The rows of gateways whose lease has ended are locked before their lanes are taken: one that renews at
 * the same moment either comes first, and keeps them, or waits, and then sees what it has lost. A gateway
 * takes no more than its share while others live, so that a second one gets work as lanes become free;
 * `surplus` tells the owner which lanes it should finish and give back.
 */
export const own1: string = `
create function countersign.own_1(in the_owner text, in lease_ms int)
returns table (number int, destination int, shard int, fence bigint, surplus boolean)
language plpgsql
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
  insert into gateway (owner, until) values (the_owner, at + lease_ms)
    on conflict (owner) do update set until = excluded.until;

  select array_agg(g.owner) into ended from (
    select owner from gateway where until < at and owner <> the_owner for update skip locked) g;
  select ceil((select count(*) from lane)::numeric / (select count(*) from gateway where until >= at))
    into fair;
  select count(*) into mine from lane l where l.owner = the_owner;

  if mine < fair then
    update lane l set owner = the_owner, fence = l.fence + 1
     where l.number in (
       select f.number from lane f
        where f.owner is null or f.owner = any(ended)
           or not exists (select from gateway g where g.owner = f.owner)
        order by f.number limit fair - mine for update skip locked);
  end if;
  delete from gateway g where g.owner = any(ended)
     and not exists (select from lane l where l.owner = g.owner);

  return query
    select l.number, l.destination, l.shard, l.fence,
           row_number() over (order by l.number) > fair
      from lane l where l.owner = the_owner order by l.number;
end
$own$`
