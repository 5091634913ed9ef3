import { type Decision, undecidedDue } from '../../../model/delivery.ts'
import { numberArray, parseNumbers, textArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'

/** Decides what becomes of undecided deliveries, in one commit; of one named twice, the first counts. */
export async function decide(
  database: Pick<Database, 'transaction'>,
  gateway: string,
  slot: number,
  decisions: readonly Decision[],
): Promise<boolean[]> {
  if (decisions.length === 0) return []
  return await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    const [row] = await query<{ sent: string; gone: string }>(statement, [
      numberArray(decisions.map(({ seq }) => seq)),
      numberArray(decisions.map(({ lane }) => lane)),
      numberArray(decisions.map(({ replay }) => replay)),
      numberArray(decisions.map(({ to }) => to?.due ?? -1)),
      textArray(decisions.map(({ to }) => to?.orderKey ?? null)),
    ])
    const gone = parseNumbers(row?.gone ?? '{}')
    if (gone.length > 0) await query(counted, [gateway, slot, gone.length])
    const effective = new Set([...parseNumbers(row?.sent ?? '{}'), ...gone])
    return decisions.map((_, index) => effective.has(index + 1))
  })
}

const statement = `
  with given as materialized (
    select distinct on (seq, lane, replay) seq, lane, replay, due, order_key, i
      from unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[], $5::text[])
        with ordinality g(seq, lane, replay, due, order_key, i)
     order by seq, lane, replay, i
  ), held as materialized (
    select q.seq, q.lane, q.replay, given.due, given.order_key, given.i
      from countersign.queue q join given using (seq, lane, replay)
     where q.due = ${undecidedDue} for update of q
  ), sent as (
    update countersign.queue q set due = held.due, order_key = held.order_key from held
     where q.seq = held.seq and q.lane = held.lane and q.replay = held.replay and held.due >= 0
    returning held.i
  ), gone as (
    delete from countersign.queue q using held
     where q.seq = held.seq and q.lane = held.lane and q.replay = held.replay and held.due < 0
    returning held.i
  )
  select (select coalesce(array_agg(i::int), '{}') from sent)::text as sent,
         (select coalesce(array_agg(i::int), '{}') from gone)::text as gone`

/** As if it had never been queued. */
const counted = `
  insert into countersign.counter as c (gateway, slot, touched, queued)
  values ($1, $2, countersign.now_1(), -$3::bigint)
  on conflict (gateway, slot) do update set touched = excluded.touched, queued = c.queued + excluded.queued`
