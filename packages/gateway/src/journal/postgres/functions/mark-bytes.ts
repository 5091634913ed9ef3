/**
 * Keeps events under their `bytes_keys`, and says in `same_as` what was kept under them before. `stored`: the seq
 * of each event that is stored, else null. `round`: which of the events, where one key may come twice.
 *
 * In the order of the keys, as where duplicates are looked for; locked, so that of two repeats at once the second
 * names the first.
 */
export function markBytes(round: 'this_round' | null): string {
  const rounds = round === null ? '' : ', bytes_rounds'
  const columns = round === null ? '' : ', round'
  const given = `unnest(bytes_keys, stored, received${rounds}) g(key, seq, at${columns})`
  const wanted = `g.key is not null and g.seq is not null${round === null ? '' : ` and g.round = ${round}`}`
  return `
      insert into seen (key, seq, at)
      select g.key, g.seq, g.at from ${given} where ${wanted} order by g.key
      on conflict do nothing;
      get diagnostics changed = row_count;
      if changed < (select count(*) from ${given} where ${wanted}) then
        perform 1 from ${given} join seen s on s.key = g.key where ${wanted} order by s.key for update of s;
        -- A statement of its own, so that it sees what another gateway committed while the lock was waited for.
        same_as := array(
          select coalesce(s.seq, g.same)
            from unnest(bytes_keys, stored, same_as${rounds}) with ordinality g(key, seq, same${columns}, i)
            left join seen s on ${wanted} and s.key = g.key and s.seq <> g.seq
           order by g.i);
        update seen s set seq = g.seq, at = g.at from ${given}
         where ${wanted} and s.key = g.key and s.seq <> g.seq;
      end if;`
}
