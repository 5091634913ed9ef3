/**
 * One window of retention: the next events by number between two bounds, of which those that are old and that no queue row
 * needs lose their payload or go altogether. Holds the lock that queueing again shares; the look at the
 * queue comes in a statement after it, and so sees whatever was queued before.
 *
 * `reached` is the last number looked at, null where there was none; `young` says that nothing of the window
 * was old enough for anything.
 */
export const prune1: string = `
create function countersign.prune_1(
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
  perform pg_advisory_xact_lock(countersign.retention_lock_1());
  removed := 0;
  select max(w.seq), array_agg(w.seq), bool_and(w.received >= greatest(payloads_before, events_before, attempts_before))
    into reached, candidates, young
    from (select seq, received from event where seq > after and seq < below order by seq limit step) w;
  if reached is null then return; end if;

  delete from payload p using event e
   where p.seq = any(candidates) and e.seq = p.seq and e.received < payloads_before
     and not exists (select from queue q where q.seq = p.seq);
  get diagnostics gone = row_count;
  removed := removed + gone;

  delete from attempt a
   where a.seq = any(candidates) and a.at < attempts_before
     and not exists (select from queue q where q.seq = a.seq and q.lane = a.lane and q.replay = a.replay);
  get diagnostics gone = row_count;
  removed := removed + gone;

  with ended as (
    delete from event e where e.seq = any(candidates) and e.received < events_before
       and not exists (select from queue q where q.seq = e.seq)
    returning e.seq
  ), payloads as (
    delete from payload p using ended where p.seq = any(candidates) and p.seq = ended.seq
  ), attempts as (
    delete from attempt a using ended where a.seq = any(candidates) and a.seq = ended.seq
  )
  select count(*) into gone from ended;
  removed := removed + gone;
end
$prune$`

/** One step of the ledger's retention, oldest first. */
export const pruneLedger1: string = `
create function countersign.prune_ledger_1(in before bigint, in step int, out removed bigint)
language plpgsql
set search_path = countersign, pg_catalog, pg_temp
as $prune$
#variable_conflict use_column
begin
  perform countersign.begin_write_1();
  delete from seen s using (
    select key from seen where at < before order by at limit step for update skip locked) old
   where s.key = old.key;
  get diagnostics removed = row_count;
end
$prune$`
