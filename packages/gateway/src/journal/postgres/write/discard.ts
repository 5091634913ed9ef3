import type { Attempt, DeliveryKey } from '../../../model/delivery.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { numberArray, parseNumbers } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { countDeliveries } from './tallies.ts'

/**
 * Ends deliveries that wait or are dead, whoever owns their lanes. A row that its owner is settling at this
 * moment is left to it: nothing waits for it here, so that neither stands in the other's way.
 */
export async function discard(
  database: Pick<Database, 'transaction'>,
  gateway: string,
  slot: number,
  keys: readonly DeliveryKey[],
  end: Attempt,
): Promise<boolean[]> {
  if (keys.length === 0) return []
  const named = [keys.map(({ seq }) => seq), keys.map(({ lane }) => lane), keys.map(({ replay }) => replay)]
  const arrays = named.map(numberArray)
  return await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    const waited = await numbersOf(query, taken, arrays)
    const dead = await numbersOf(query, reopened, arrays)
    const done = [...waited, ...dead]
    if (done.length > 0) {
      const { n, at, ms, status, code, answer } = end
      const final = finalNumber.discarded
      await query(recorded, [...arrays, numberArray(done), n, at, ms, status, code, final, answer])
      await query(counted, [gateway, slot, dead.length, done.length])
      const lanes = done.flatMap((number) => keys[number - 1]?.lane ?? [])
      await countDeliveries(
        query,
        gateway,
        slot,
        lanes.map((lane) => ({ lane, attempt: end, state: 'discarded' })),
      )
    }
    const effective = new Set(done)
    return keys.map((_, index) => effective.has(index + 1))
  })
}

async function numbersOf(query: Query, statement: string, arrays: readonly string[]): Promise<number[]> {
  const [row] = await query<{ done: string }>(statement, arrays)
  return parseNumbers(row?.done ?? '{}')
}

/** A delivery named twice ends once: with the first of its places. */
const given = `given as materialized (
    select distinct on (seq, lane, replay) seq, lane, replay, i
      from unnest($1::bigint[], $2::int[], $3::int[]) with ordinality g(seq, lane, replay, i)
     order by seq, lane, replay, i)`

const taken = `
  with ${given}, held as materialized (
    select q.seq, q.lane, q.replay, given.i
      from countersign.queue q join given using (seq, lane, replay) for update of q skip locked
  ), gone as (
    delete from countersign.queue q using held
     where q.seq = held.seq and q.lane = held.lane and q.replay = held.replay returning held.i
  )
  select coalesce(array_agg(i::int), '{}')::text as done from gone`

const reopened = `
  with ${given}, was as (
    update countersign.attempt a set final = null from given
     where a.seq = given.seq and a.lane = given.lane and a.replay = given.replay and a.final = ${finalNumber.dead}
    returning given.i
  )
  select coalesce(array_agg(i::int), '{}')::text as done from was`

const recorded = `
  insert into countersign.attempt as a (seq, at, lane, replay, n, ms, status, final, code, answer)
  select seq, $6::bigint, lane, replay, $5::int, $7::int, $8::int, $10::smallint, $9::text, nullif($11::bytea, '')
    from unnest($1::bigint[], $2::int[], $3::int[]) with ordinality g(seq, lane, replay, i)
   where i = any($4::int[])
  on conflict (seq, lane, replay, n) do update set at = excluded.at, ms = excluded.ms,
    status = excluded.status, final = excluded.final, code = excluded.code, answer = excluded.answer`

const counted = `
  insert into countersign.counter as c (gateway, slot, touched, dead, discarded)
  values ($1, $2, countersign.now_1(), -$3::bigint, $4::bigint)
  on conflict (gateway, slot) do update set touched = excluded.touched,
    dead = c.dead + excluded.dead, discarded = c.discarded + excluded.discarded`
