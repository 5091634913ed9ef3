import type { Database } from '../wire/database.ts'

/**
 * Writes where an append would, and takes that back; then commits as durably as an append does, to a row of this
 * gateway's counters that counts nothing. A row of that table alone would say nothing of the pages, and the
 * tablespace, that events go to.
 *
 * @param bytes - how large a body: a row more may have room on a page that is there, where what failed has none
 */
export async function probe(
  database: Database,
  { gateway, slot }: { readonly gateway: string; readonly slot: number },
  bytes: number,
): Promise<void> {
  await database.transaction(async (query) => {
    await query('savepoint before')
    await query(event)
    await query(payload, [bytes])
    await query('rollback to savepoint before')
    await query(counter, [gateway, slot])
  })
}

// In the segment that events go to now, whose pages they need, not in the next one, which may lie ready beside it; near
// its end, where nothing lies yet, and each session at a place of its own, so that none waits for another. Where something
// does lie there nothing is written.
const place = `(
  select high - 1 - pg_backend_pid() % 1000 as seq from countersign.segment, countersign.event_seq s
   order by low <= s.last_value desc, low desc limit 1) at`

const event = `
  insert into countersign.event (seq, received, tag, source, size, verdict)
  select seq, 0, 0, 0, 0, 0 from ${place} on conflict do nothing`

const payload = `
  insert into countersign.payload (seq, method, url, headers, body)
  select seq, '', '', '', convert_to(repeat('x', $1), 'UTF8') from ${place} on conflict do nothing`

const counter = `
  insert into countersign.counter (gateway, slot, touched)
  select $1, $2, countersign.now_1() from countersign.begin_write_1()
  on conflict (gateway, slot) do update set touched = excluded.touched`
