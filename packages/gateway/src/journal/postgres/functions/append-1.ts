import { askLedger } from './append-1-ledger.ts'

/**
 * Appends a batch of events in one call and one commit.
 *
 * A stored function for three reasons. Each of its statements sees what was committed before that
 * statement (a single statement would compare the epoch with a snapshot taken before it waited for the
 * lock, and accept under a secret that was revoked meanwhile). Its plans are kept by the session without
 * named statements, which PgBouncer's transaction mode does not carry. And it is one round trip.
 *
 * The text after `blob` is all bodies, headers and sealed headers in one binary parameter with offsets:
 * inserting 1,000 bodies of 761 bytes took 4 to 7 ms that way and 16 ms as an array of bytea, which travels as
 * hexadecimal. (The numbers' arrays travel as text: sent in their binary form they cost the server as much.)
 *
 * `repeats`: -1 no ledger, -2 suppress, -3 mark, from 0 on a window in ms. `rounds`: the how-manieth event
 * of the batch with its key this is, from 0. Outcomes: 0 accepted, 1 duplicate, 2 stale, 3 gone.
 */
export const append1: string = `
create function countersign.append_1(
  in the_gateway text, in the_slot int,
  in epochs bigint[], in sources int[], in verdicts smallint[], in secrets text[], in types text[],
  in provider_ids text[], in received bigint[], in content_types text[], in tags int[],
  in methods text[], in urls text[],
  in keys uuid[], in repeats bigint[], in rounds int[], in rejections bigint[],
  in starts int[], in header_lengths int[], in sealed_lengths int[], in body_lengths int[], in blob bytea,
  in queue_events int[], in queue_lanes int[], in queue_dues bigint[], in queue_orders text[],
  out outcomes smallint[], out seqs bigint[], out out_tags int[], out same_as bigint[]
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $append$
#variable_conflict use_column
declare
  current_epoch bigint;
  new_rows bigint := 0;
  let_in bigint := 0;
  inserted bigint;
begin
  perform countersign.begin_write_1();
  -- Held to the end of the transaction; a change of the configuration waits for it before it answers.
  perform pg_advisory_xact_lock_shared(countersign.epoch_lock_1());
  select epoch into strict current_epoch from config;

  select array_agg(case when e = current_epoch then 0 else 2 end::smallint order by i) into outcomes
    from unnest(epochs) with ordinality u(e, i);
  out_tags := tags;
  same_as := array_fill(0::bigint, array[cardinality(epochs)]);

  if 0 < any(rejections) then
    -- In the order of their numbers, so that two batches never wait for each other.
    perform 1 from rejection r where r.seq = any(rejections) order by r.seq for update;
    with wanted as (
      select g.seq, min(g.i) as i from unnest(rejections, outcomes) with ordinality g(seq, outcome, i)
       where g.seq > 0 and g.outcome = 0 group by g.seq
    ), removed as (
      delete from rejection r using wanted w where r.seq = w.seq returning w.i
    )
    select array_agg(case when g.seq = 0 or g.outcome <> 0 or removed.i is not null then g.outcome else 3 end
             ::smallint order by g.i), count(removed.i)
      into outcomes, let_in
      from unnest(rejections, outcomes) with ordinality g(seq, outcome, i) left join removed using (i);
  end if;

  select array_agg(case when o = 0 then nextval('countersign.event_seq') else 0 end order by i) into seqs
    from unnest(outcomes) with ordinality u(o, i);

  if 0 < any(rounds) or exists (select from unnest(repeats) r where r <> -1) then
${askLedger}
  end if;

  insert into event (seq, received, same_as, tag, source, size, verdict, secret, type, provider_id, content_type)
  select g.seq, g.received, nullif(g.same_as, 0), g.tag, g.source, g.size, g.verdict, g.secret, g.type,
         g.provider_id, g.content_type
    from unnest(outcomes, seqs, received, same_as, tags, sources, body_lengths, verdicts, secrets, types,
                provider_ids, content_types)
      g(outcome, seq, received, same_as, tag, source, size, verdict, secret, type, provider_id, content_type)
   where g.outcome = 0;

  insert into payload (seq, method, url, headers, sealed, body)
  select g.seq, g.method, g.url,
         substring(blob from g.start for g.headers),
         case when g.sealed >= 0 then substring(blob from g.start + g.headers for g.sealed) end,
         substring(blob from g.start + g.headers + greatest(g.sealed, 0) for g.body)
    from unnest(outcomes, seqs, methods, urls, starts, header_lengths, sealed_lengths, body_lengths)
      g(outcome, seq, method, url, start, headers, sealed, body)
   where g.outcome = 0;

  if cardinality(queue_events) > 0 then
    insert into queue (lane, due, seq, replay, attempts, order_key)
    select q.lane, q.due, seqs[q.event], 0, 0, q.order_key
      from unnest(queue_events, queue_lanes, queue_dues, queue_orders) q(event, lane, due, order_key)
     where outcomes[q.event] = 0;
    get diagnostics new_rows = row_count;
  end if;

  insert into counter as c (gateway, slot, touched, verified, authenticated, unsigned, published,
                            backfilled, duplicates, queued, rejections)
  select the_gateway, the_slot, countersign.now_1(),
         count(*) filter (where o = 0 and v = 0), count(*) filter (where o = 0 and v = 1),
         count(*) filter (where o = 0 and v = 2), count(*) filter (where o = 0 and v = 3),
         count(*) filter (where o = 0 and v = 4), count(*) filter (where o = 1), new_rows, -let_in
    from unnest(outcomes, verdicts) u(o, v)
  on conflict (gateway, slot) do update set
    touched = excluded.touched, verified = c.verified + excluded.verified,
    authenticated = c.authenticated + excluded.authenticated, unsigned = c.unsigned + excluded.unsigned,
    published = c.published + excluded.published, backfilled = c.backfilled + excluded.backfilled,
    duplicates = c.duplicates + excluded.duplicates, queued = c.queued + excluded.queued,
    rejections = c.rejections + excluded.rejections;
end
$append$`
