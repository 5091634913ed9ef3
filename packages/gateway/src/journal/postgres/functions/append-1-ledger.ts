/**
 * The part of `append_1` that asks the dedup ledger. Keys are inserted in their order (unsorted overlapping
 * batches deadlocked in trials); whoever is not inserted has been seen. The look at what was seen is a
 * statement of its own, so that it sees what another gateway committed while the insert waited for it.
 */
export const askLedger: string = `
    for this_round in 0 .. (select max(r) from unnest(rounds) r) loop
      insert into seen (key, seq, at)
      select g.key, g.seq, g.at
        from unnest(outcomes, seqs, keys, repeats, rounds, received) g(outcome, seq, key, repeat, round, at)
       where g.outcome = 0 and g.repeat <> -1 and g.round = this_round
       order by g.key
      on conflict do nothing;
      get diagnostics inserted = row_count;
      continue when inserted = (
        select count(*) from unnest(outcomes, repeats, rounds) g(outcome, repeat, round)
         where g.outcome = 0 and g.repeat <> -1 and g.round = this_round);

      -- Locked, so that of two repeats beyond a window one alone is let through.
      perform 1 from unnest(outcomes, keys, repeats, rounds) g(outcome, key, repeat, round)
        join seen s on s.key = g.key
       where g.outcome = 0 and (g.repeat >= 0 or g.repeat = -3) and g.round = this_round
       order by s.key for update of s;

      select array_agg(case when dropped then 1 else outcome end::smallint order by i),
             array_agg(case when not dropped then tag
                            else coalesce((select e.tag from event e where e.seq = earlier),
                                          out_tags[array_position(seqs, earlier)], 0) end order by i),
             array_agg(case when earlier is not null then earlier else same_as end order by i),
             array_agg(case when dropped then earlier else seq end order by i)
        into outcomes, out_tags, same_as, seqs
        from (select u.*, s.seq as earlier,
                     s.seq is not null and (u.repeat = -2 or (u.repeat >= 0 and u.at - s.at <= u.repeat)) as dropped
                from unnest(outcomes, seqs, out_tags, same_as, keys, repeats, rounds, received)
                  with ordinality u(outcome, seq, tag, same_as, key, repeat, round, at, i)
                left join seen s on u.outcome = 0 and u.repeat <> -1 and u.round = this_round
                                and s.key = u.key and s.seq <> u.seq) g;

      -- A repeat that is stored is what the next one is measured by.
      update seen s set seq = g.seq, at = g.at
        from unnest(outcomes, seqs, keys, repeats, rounds, received) g(outcome, seq, key, repeat, round, at)
       where g.outcome = 0 and (g.repeat >= 0 or g.repeat = -3) and g.round = this_round
         and s.key = g.key and s.seq <> g.seq;
    end loop;`
