/**
 * Queues deliveries of stored events once more. What is pending already stays as it is. Attempts go on
 * counting where they ended, those made so far are earlier ones, and an end of before no longer is one. Shares a
 * lock with retention, so that a payload cannot go between the look at it and the commit of the row that needs it.
 */
export const enqueue2: string = `
create function countersign.enqueue_2(
  in the_gateway text, in the_slot int,
  in lanes int[], in dues bigint[], in seqs bigint[], in replays int[], in orders text[],
  out queued bigint
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $enqueue$
#variable_conflict use_column
declare
  reopened bigint[];
begin
  perform countersign.begin_write_1();
  perform pg_advisory_xact_lock_shared(countersign.retention_lock_1());
  with added as (
    insert into queue (lane, due, seq, replay, attempts, earlier, order_key)
    select g.lane, g.due, g.seq, g.replay, made.n, made.n, g.order_key
      from unnest(lanes, dues, seqs, replays, orders) with ordinality g(lane, due, seq, replay, order_key, i)
     cross join lateral (
       select coalesce(max(a.n), 0) as n from attempt a
        where a.seq = g.seq and a.lane = g.lane and a.replay = g.replay) made
     where exists (select from event e where e.seq = g.seq) and exists (select from lane l where l.number = g.lane)
     order by g.seq, g.lane, g.replay, g.i
    on conflict (seq, lane, replay) do nothing
    returning seq, lane, replay
  ), reopening as (
    update attempt a set final = null from added q, unnest(seqs) s(seq)
     where s.seq = q.seq and a.seq = s.seq and a.lane = q.lane and a.replay = q.replay and a.final is not null
    returning a.seq, a.lane, a.replay, (select old.final from attempt old
      where old.seq = a.seq and old.lane = a.lane and old.replay = a.replay and old.n = a.n) as was
  )
  select (select count(*) from added),
         array[(select count(*) from reopening where was = 1), (select count(*) from reopening where was = 2),
               (select count(*) from reopening where was = 3)]
    into queued, reopened;

  insert into counter as c (gateway, slot, touched, queued, delivered, dead, discarded)
  values (the_gateway, the_slot, countersign.now_1(), enqueue_2.queued - reopened[1] - reopened[2] - reopened[3],
          -reopened[1], -reopened[2], -reopened[3])
  on conflict (gateway, slot) do update set touched = excluded.touched,
    queued = c.queued + excluded.queued, delivered = c.delivered + excluded.delivered,
    dead = c.dead + excluded.dead, discarded = c.discarded + excluded.discarded;
end
$enqueue$`
