/**
 * One window of retention: the next events by number between two bounds, of which those that are old and that no queue row
 * needs lose their payload or go altogether. Holds the lock that queueing again shares; the look at the
 * queue comes in a statement after it, and so sees whatever was queued before.
 *
 * An event of which a delivery ended dead or discarded (`final` above 1) stays, without its payload, as long as that
 * end is kept: it is what shows the delivery. One statement looks at both, since a settlement that commits between
 * two would be seen by neither.
 *
 * `reached` is the last number looked at, null where there was none; `young` says that nothing of the window
 * was old enough for anything.
 */
export const prune2: string = `
create function countersign.prune_2(
  in after bigint, in below bigint, in payloads_before bigint, in events_before bigint, in attempts_before bigint, in step int,
  out reached bigint, out young boolean, out removed bigint
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $prune$
#variable_conflict use_column
declare
  candidates bigint[];
  gone bigint;
begin
  perform countersign.begin_write_1();
  lock table countersign.retention_lock in exclusive mode;
  removed := 0;
  select max(w.seq), array_agg(w.seq), bool_and(w.received >= greatest(payloads_before, events_before, attempts_before))
    into reached, candidates, young
    from (select seq, received from event where seq > after and seq < below order by seq limit step) w;
  if reached is null then return; end if;

  delete from payload p using event e
   where p.seq = any(candidates) and e.seq = p.seq and e.received < greatest(payloads_before, events_before)
     and not exists (select from queue q where q.seq = p.seq);
  get diagnostics gone = row_count;
  removed := removed + gone;

  delete from attempt a
   where a.seq = any(candidates) and a.at < attempts_before
     and not exists (select from queue q where q.seq = a.seq and q.lane = a.lane and q.replay = a.replay);
  get diagnostics gone = row_count;
  removed := removed + gone;

  with shown as materialized (
    select a.seq from attempt a where a.seq = any(candidates) and a.final > 1 and a.at >= attempts_before
  ), ended as (
    delete from event e where e.seq = any(candidates) and e.received < events_before
       and not exists (select from queue q where q.seq = e.seq)
       and not exists (select from shown s where s.seq = e.seq)
    returning e.seq
  ), attempts as (
    delete from attempt a using ended where a.seq = any(candidates) and a.seq = ended.seq
  )
  select count(*) into gone from ended;
  removed := removed + gone;
end
$prune$`
