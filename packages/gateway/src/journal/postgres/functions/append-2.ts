/**
 * Appends a plain batch: all of one epoch, none let in from a rejection, and each ledger key once, with
 * `suppress` as what a repeat of it means. That is nearly every batch; `append_1` takes the others. See there
 * for why it is a stored function, and why bodies, headers and sealed headers lie in one parameter.
 *
 * `keys`: null without the ledger; `key_count`: how many are not. `counts`: how many are verified,
 * authenticated, unsigned, published, backfilled. `state`: 0 all are stored, 1 some had been seen (`earlier`
 * has their numbers, `earlier_tags` the tags of those that are still stored), 2 the epoch has passed and
 * nothing is stored.
 */
export const append2: string = `
create function countersign.append_2(
  in blob bytea, in the_gateway text, in the_slot int, in the_epoch bigint,
  in sources int[], in verdicts smallint[], in secrets text[], in types text[],
  in provider_ids text[], in received bigint[], in content_types text[], in tags int[],
  in methods text[], in urls text[], in keys uuid[], in key_count int,
  in starts int[], in header_lengths int[], in sealed_lengths int[], in body_lengths int[],
  in queue_events int[], in queue_lanes int[], in queue_dues bigint[], in queue_orders text[],
  in counts bigint[],
  out state int, out seqs bigint[], out earlier bigint[], out earlier_tags int[]
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $append$
#variable_conflict use_column
declare
  current_epoch bigint;
  stored bigint[];
  changed bigint;
  repeated bigint := 0;
begin
  perform countersign.begin_write_1();
  -- Held to the end of the transaction; a change of the configuration waits for it before it answers.
  perform pg_advisory_xact_lock_shared(countersign.epoch_lock_1());
  select epoch into strict current_epoch from config;
  if current_epoch <> the_epoch then
    state := 2;
    return;
  end if;
  state := 0;
  seqs := array(select nextval('countersign.event_seq') from generate_series(1, cardinality(sources)));
  stored := seqs;

  if key_count > 0 then
    -- In the order of the keys: unsorted overlapping batches deadlocked in trials.
    insert into seen (key, seq, at)
    select g.key, g.seq, g.at from unnest(keys, seqs, received) g(key, seq, at)
     where g.key is not null order by g.key
    on conflict do nothing;
    get diagnostics changed = row_count;
    if changed < key_count then
      state := 1;
      -- A statement of its own, so that it sees what another gateway committed while the insert waited for it.
      select array_agg(case when s.seq <> u.seq then s.seq end order by i),
             array_agg(case when s.seq <> u.seq then (select e.tag from event e where e.seq = s.seq) end order by i),
             array_agg(case when s.seq <> u.seq then null else u.seq end order by i),
             count(*) filter (where s.seq <> u.seq)
        into earlier, earlier_tags, stored, repeated
        from unnest(keys, seqs) with ordinality u(key, seq, i) left join seen s on s.key = u.key;
      counts := array(select count(g.seq)
        from generate_series(0, 4) v left join unnest(verdicts, stored) g(verdict, seq) on g.verdict = v
       group by v order by v);
    end if;
  end if;

  insert into event (seq, received, tag, source, size, verdict, secret, type, provider_id, content_type)
  select g.seq, g.received, g.tag, g.source, g.size, g.verdict, g.secret, g.type, g.provider_id, g.content_type
    from unnest(stored, received, tags, sources, body_lengths, verdicts, secrets, types, provider_ids, content_types)
      g(seq, received, tag, source, size, verdict, secret, type, provider_id, content_type)
   where g.seq is not null;

  insert into payload (seq, method, url, headers, sealed, body)
  select g.seq, g.method, g.url,
         substring(blob from g.start for g.headers),
         case when g.sealed >= 0 then substring(blob from g.start + g.headers for g.sealed) end,
         substring(blob from g.start + g.headers + greatest(g.sealed, 0) for g.body)
    from unnest(stored, methods, urls, starts, header_lengths, sealed_lengths, body_lengths)
      g(seq, method, url, start, headers, sealed, body)
   where g.seq is not null;

  insert into queue (lane, due, seq, replay, attempts, order_key)
  select q.lane, q.due, stored[q.event], 0, 0, q.order_key
    from unnest(queue_events, queue_lanes, queue_dues, queue_orders) q(event, lane, due, order_key)
   where stored[q.event] is not null;
  get diagnostics changed = row_count;

  update counter c set
    touched = countersign.now_1(), verified = c.verified + counts[1], authenticated = c.authenticated + counts[2],
    unsigned = c.unsigned + counts[3], published = c.published + counts[4],
    backfilled = c.backfilled + counts[5], duplicates = c.duplicates + repeated, queued = c.queued + changed
   where c.gateway = the_gateway and c.slot = the_slot;
  if not found then
    insert into counter (gateway, slot, touched, verified, authenticated, unsigned, published, backfilled,
                         duplicates, queued)
    values (the_gateway, the_slot, countersign.now_1(), counts[1], counts[2], counts[3], counts[4], counts[5],
            repeated, changed);
  end if;
end
$append$`
