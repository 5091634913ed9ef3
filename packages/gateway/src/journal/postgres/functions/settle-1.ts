/**
 * Ends or defers a batch of deliveries. One statement: the queue rows go and the attempts come together,
 * under the lanes' rows locked for share, so that a lane cannot change hands in between. A row that is
 * someone else's, or settled already, is in neither `ended` nor `deferred`, and its number is not answered.
 *
 * `finals`: 0 deferred to `retries`, 1 delivered, 2 dead, 3 discarded. `blob` holds the answers.
 */
export const settle1: string = `
create function countersign.settle_1(
  in the_gateway text, in the_slot int, in the_owner text,
  in held_lanes int[], in held_fences bigint[],
  in lanes int[], in fences bigint[], in dues bigint[], in seqs bigint[], in replays int[],
  in numbers int[], in ats bigint[], in durations int[], in statuses int[], in codes text[],
  in finals smallint[], in retries bigint[], in starts int[], in lengths int[], in blob bytea,
  out settled int[]
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $settle$
#variable_conflict use_column
begin
  perform countersign.begin_write_1();
  with held as materialized (
    select l.number, l.fence
      from lane l join unnest(held_lanes, held_fences) h(number, fence) on l.number = h.number
     where l.owner = the_owner and l.fence = h.fence
     order by l.number for share of l
  ), given as materialized (
    select g.* from unnest(lanes, fences, dues, seqs, replays, numbers, ats, durations, statuses, codes,
                           finals, retries, starts, lengths) with ordinality
      g(lane, fence, due, seq, replay, n, at, ms, status, code, final, retry, start, length, i)
      join held on held.number = g.lane and held.fence = g.fence
  ), ended as (
    delete from queue q using given g
     where g.final > 0 and q.lane = g.lane and q.due = g.due and q.seq = g.seq and q.replay = g.replay
    returning g.*
  ), deferred as (
    update queue q set due = g.retry, attempts = g.n from given g
     where g.final = 0 and q.lane = g.lane and q.due = g.due and q.seq = g.seq and q.replay = g.replay
    returning g.*
  ), done as materialized (
    -- Whole rows: joining the numbers back to what was given is quadratic (1,000 rows, read and
    -- settled, took 155 ms with that join and 34 ms without).
    select * from ended union all select * from deferred
  ), written as (
    insert into attempt as a (seq, at, lane, replay, n, ms, status, final, code, answer)
    select g.seq, g.at, g.lane, g.replay, g.n, g.ms, g.status, nullif(g.final, 0), g.code,
           case when g.length > 0 then substring(blob from g.start for g.length) end
      from done g
    -- An end without a try is number 0 each time; the last one stands.
    on conflict (seq, lane, replay, n) do update set at = excluded.at, ms = excluded.ms,
      status = excluded.status, final = excluded.final, code = excluded.code, answer = excluded.answer
  ), counted as (
    insert into counter as c (gateway, slot, touched, delivered, dead, discarded)
    select the_gateway, the_slot, countersign.now_1(), count(*) filter (where g.final = 1),
           count(*) filter (where g.final = 2), count(*) filter (where g.final = 3)
      from done g
    on conflict (gateway, slot) do update set touched = excluded.touched,
      delivered = c.delivered + excluded.delivered, dead = c.dead + excluded.dead,
      discarded = c.discarded + excluded.discarded
  )
  select coalesce(array_agg(i), '{}') into settled from done;
end
$settle$`
