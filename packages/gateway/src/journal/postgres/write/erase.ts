import type { DeliveryKey } from '../../../model/delivery.ts'
import type { ErasurePart } from '../../../model/erasure.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { numberArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { countDeliveries } from './tallies.ts'

/**
 * Takes the content of events out, and moves the cursor, in one commit; null where another gateway has done so.
 * Holds the lock that queueing again shares, so that nothing is queued of what is being erased. What an owner
 * is settling at this moment is waited for: its answer goes as well.
 */
export async function erase(
  database: Database,
  gateway: string,
  slot: number,
  part: ErasurePart,
): Promise<DeliveryKey[] | null> {
  const { number, from, to, done, now } = part
  const seqs = numberArray(part.events)
  return await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    await query('lock table countersign.retention_lock in exclusive mode')
    const moved = await query(
      `update countersign.erasure set event_cursor = $4, rejection_cursor = $5, state = $6
        where number = $1 and event_cursor = $2 and rejection_cursor = $3 and state = 'running' returning number`,
      [number, from.event, from.rejection, to.event, to.rejection, done ? 'purging' : 'running'],
    )
    if (moved.length === 0) return null
    const alike = await query(removeAlike, [seqs])
    const named = await query(
      'delete from countersign.rejection where seq = any($1::bigint[]) returning seq',
      [numberArray(part.rejections)],
    )
    const ended = await query<DeliveryKey & { seq: number }>(
      'delete from countersign.queue where seq = any($1::bigint[]) returning seq, lane, replay',
      [seqs],
    )
    if (ended.length > 0) await recordEnds(query, ended, now)
    await query(
      'update countersign.attempt set answer = null where seq = any($1::bigint[]) and answer is not null',
      [seqs],
    )
    const contents = await query(
      'delete from countersign.payload where seq = any($1::bigint[]) returning seq',
      [seqs],
    )
    const values = await query(
      'delete from countersign.path_value where seq = any($1::bigint[]) returning seq',
      [seqs],
    )
    // What an event was indexed under whose content had run out was removed with that, and may still lie in its page.
    const touched = values.length > 0 || contents.length < part.events.length
    await query(touchedValues, [number, touched, from.event, to.event])
    const erased = await query(
      `update countersign.event set type = null, provider_id = null, content_type = null, erased = $2
        where seq = any($1::bigint[]) and erased is null returning seq`,
      [seqs, now],
    )
    const rejections = alike.length + named.length
    await query(counted, [number, erased.length, rejections, seqs])
    await query(counters, [gateway, slot, rejections, ended.length])
    const attempt = { n: 0, at: now, ms: 0 }
    await countDeliveries(
      query,
      gateway,
      slot,
      ended.map(({ lane }) => ({ lane, attempt, state: 'discarded' })),
    )
    return ended.map(({ seq, lane, replay }) => ({ seq, lane, replay }))
  })
}

async function recordEnds(query: Query, ended: readonly DeliveryKey[], now: number): Promise<void> {
  await query(
    `insert into countersign.attempt as a (seq, at, lane, replay, n, ms, status, final, code, answer)
     select seq, $4::bigint, lane, replay, 0, 0, null, $5::smallint, 'ERR_EVENT_ERASED', null
       from unnest($1::bigint[], $2::int[], $3::int[]) g(seq, lane, replay)
     on conflict (seq, lane, replay, n) do update set at = excluded.at, ms = excluded.ms,
       status = excluded.status, final = excluded.final, code = excluded.code, answer = excluded.answer`,
    [
      numberArray(ended.map(({ seq }) => seq)),
      numberArray(ended.map(({ lane }) => lane)),
      numberArray(ended.map(({ replay }) => replay)),
      now,
      finalNumber.discarded,
    ],
  )
}

/** Refused requests with the same bytes, from the same source. */
const removeAlike = `
  delete from countersign.rejection r using countersign.event e join countersign.payload p on p.seq = e.seq
   where e.seq = any($1::bigint[]) and p.seq = any($1::bigint[])
     and r.source = e.source and r.size = e.size and r.size > 0 and r.body = p.body
  returning r.seq`

/** Which segments must be rewritten is kept with the erasure. */
const counted = `
  update countersign.erasure set events = events + $2, rejections = rejections + $3,
         segments = (select coalesce(array_agg(distinct low), '{}') from (
           select unnest(segments) as low union
           select s.low from unnest($4::bigint[]) g(seq)
             join countersign.segment s on g.seq >= s.low and g.seq < s.high) touched)
   where number = $1`

/** Whether the values that events are indexed under must be rewritten is kept with it, too: each part goes on from the one before. */
const touchedValues = `
  update countersign.erasure
     set values_untouched_to = case when $2 then -1 when values_untouched_to = $3 then $4 else values_untouched_to end
   where number = $1`

const counters = `
  insert into countersign.counter as c (gateway, slot, touched, rejections, discarded)
  values ($1, $2, countersign.now_1(), -$3::bigint, $4::bigint)
  on conflict (gateway, slot) do update set touched = excluded.touched,
    rejections = c.rejections + excluded.rejections, discarded = c.discarded + excluded.discarded`
