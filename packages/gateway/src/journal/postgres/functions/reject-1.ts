/**
 * Keeps refused requests, each within its source's budget: while there is too much, the oldest of the
 * network that has most, by count or bytes, goes; that may be the newcomer. The lock of a source makes gateways count one after the other; a source
 * writes a few a second, and one scan of its rows (1,000 take 0.5 ms) is cheaper than totals kept apart.
 */
export const reject1: string = `
create function countersign.reject_1(
  in the_gateway text, in the_slot int,
  in sources int[], in tags int[], in codes text[], in explanations text[], in received bigint[],
  in networks text[], in held boolean[], in methods text[], in urls text[],
  in counts bigint[], in bytes bigint[],
  in starts int[], in header_lengths int[], in sealed_lengths int[], in body_lengths int[], in blob bytea,
  out seqs bigint[]
) language plpgsql
set search_path = countersign, pg_catalog, pg_temp
as $reject$
#variable_conflict use_column
declare
  this_seq bigint;
  kept_count bigint;
  kept_bytes bigint;
  fullest text;
  change bigint := 0;
begin
  perform countersign.begin_write_1();
  perform pg_advisory_xact_lock(1668246376, s) from (select distinct s from unnest(sources) s order by s) u;
  seqs := '{}';
  for i in 1 .. cardinality(sources) loop
    insert into rejection (tag, source, code, explanation, received, size, weight, network, held, method, url,
                           headers, sealed, body)
    values (tags[i], sources[i], codes[i], explanations[i], received[i], body_lengths[i],
            body_lengths[i] + header_lengths[i] + octet_length(urls[i]), networks[i], held[i],
            methods[i], urls[i], substring(blob from starts[i] for header_lengths[i]),
            case when sealed_lengths[i] >= 0
                 then substring(blob from starts[i] + header_lengths[i] for sealed_lengths[i]) end,
            substring(blob from starts[i] + header_lengths[i] + greatest(sealed_lengths[i], 0)
                      for body_lengths[i]))
    returning seq into this_seq;
    seqs := seqs || this_seq;
    change := change + 1;

    loop
      select count(*), coalesce(sum(weight), 0) into kept_count, kept_bytes
        from rejection where source = sources[i];
      exit when kept_count <= counts[i] and kept_bytes <= bytes[i];
      select network into fullest from rejection where source = sources[i] group by network
       order by case when kept_count > counts[i] then count(*) else sum(weight) end desc, min(seq) limit 1;
      delete from rejection r where r.seq = (
        select min(seq) from rejection where source = sources[i] and network = fullest);
      change := change - 1;
    end loop;
  end loop;
  insert into counter as c (gateway, slot, touched, rejections)
  values (the_gateway, the_slot, countersign.now_1(), change)
  on conflict (gateway, slot) do update set touched = excluded.touched,
    rejections = c.rejections + excluded.rejections;
end
$reject$`
