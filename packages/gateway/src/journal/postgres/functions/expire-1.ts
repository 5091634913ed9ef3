/**
 * What waits of events whose payload's time is over dies of it, visibly, before retention comes to the payload:
 * a window of the queue by number, beginning after `after`. A row that its owner is settling at this moment is
 * left to it.
 *
 * `reached` is the last number looked at, null where there was none; `young` says that nothing of the window
 * was old enough.
 */
export const expire1: string = `
create function countersign.expire_1(
  in the_gateway text, in the_slot int, in after bigint, in before bigint, in the_time bigint, in step int,
  out reached bigint, out young boolean, out seqs bigint[], out lanes int[], out replays int[]
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $expire$
#variable_conflict use_column
declare
  candidates bigint[];
begin
  perform countersign.begin_write_1();
  select max(w.seq), bool_and(e.received >= before), array_agg(w.seq) filter (where e.received < before)
    into reached, young, candidates
    from (select seq from queue where seq > after order by seq limit step) w join event e on e.seq = w.seq;
  if candidates is null then return; end if;

  with held as materialized (
    select q.seq, q.lane, q.replay from queue q where q.seq = any(candidates) for update of q skip locked
  ), gone as (
    delete from queue q using held
     where q.seq = held.seq and q.lane = held.lane and q.replay = held.replay
    returning q.seq, q.lane, q.replay
  ), written as (
    insert into attempt as a (seq, at, lane, replay, n, ms, status, final, code, answer)
    select g.seq, the_time, g.lane, g.replay, 0, 0, null, 2, 'ERR_PAYLOAD_EXPIRED', null from gone g
    on conflict (seq, lane, replay, n) do update set at = excluded.at, ms = excluded.ms,
      status = excluded.status, final = excluded.final, code = excluded.code, answer = excluded.answer
  ), counted as (
    insert into counter as c (gateway, slot, touched, dead)
    select the_gateway, the_slot, countersign.now_1(), count(*) from gone having count(*) > 0
    on conflict (gateway, slot) do update set touched = excluded.touched, dead = c.dead + excluded.dead
  )
  select array_agg(g.seq), array_agg(g.lane), array_agg(g.replay) into seqs, lanes, replays from gone g;
end
$expire$`
