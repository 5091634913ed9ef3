import type { LoanSettlement } from '../../port/loans.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { numberArray, parseNumbers, textArray } from '../wire/array-literal.ts'
import { createBlob } from '../wire/blob.ts'
import type { Database, Query } from '../wire/database.ts'
import { isCollision } from '../wire/failure.ts'
import { countDeliveries, type Ended } from './tallies.ts'

/** What becomes of a row, as a number for the statements: below them a final state, see `stored-numbers.ts`. */
const deferred = 0
const extended = -1
const takenBack = -2

/** Ends, defers, extends or takes back loans; a lease that is named twice counts with its first place. */
export async function settleLoans(
  database: Pick<Database, 'transaction'>,
  gateway: string,
  slot: number,
  settlements: readonly LoanSettlement[],
): Promise<boolean[]> {
  if (settlements.length === 0) return []
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction((query) => settle(query, gateway, slot, settlements))
    } catch (error) {
      if (attempt >= 4 || !isCollision(error)) throw error
    }
  }
}

async function settle(
  query: Query,
  gateway: string,
  slot: number,
  settlements: readonly LoanSettlement[],
): Promise<boolean[]> {
  await query('select countersign.begin_write_1()')
  const held = await numbersOf(query, locking, [
    numberArray(settlements.map(({ seq }) => seq)),
    numberArray(settlements.map(({ lane }) => lane)),
    numberArray(settlements.map(({ replay }) => replay)),
    numberArray(settlements.map(({ lease }) => lease)),
    numberArray(settlements.map(({ due }) => due)),
  ])
  const effective = new Set(held)
  const done = settlements.filter((_, index) => effective.has(index + 1))
  if (done.length > 0) {
    const finals = done.map(({ next }) => numberOf(next))
    const keys = [
      numberArray(done.map(({ seq }) => seq)),
      numberArray(done.map(({ lane }) => lane)),
      numberArray(done.map(({ replay }) => replay)),
      numberArray(finals),
    ]
    await query(moving, [...keys, numberArray(done.map(({ next }) => timeOf(next)))])
    await query(ending, keys)
    await record(query, done)
    const ended = (final: number): number => finals.filter((each) => each === final).length
    await query(counting, [
      gateway,
      slot,
      ended(finalNumber.delivered),
      ended(finalNumber.dead),
      ended(finalNumber.discarded),
    ])
    await countDeliveries(query, gateway, slot, done.flatMap(attemptOf))
  }
  return settlements.map((_, index) => effective.has(index + 1))
}

function attemptOf({ lane, next }: LoanSettlement): Ended[] {
  if (!('attempt' in next)) return []
  return [{ lane, attempt: next.attempt, state: 'state' in next ? next.state : null }]
}

function numberOf(next: LoanSettlement['next']): number {
  if ('state' in next) return finalNumber[next.state]
  return 'until' in next ? extended : 'backAt' in next ? takenBack : deferred
}

function timeOf(next: LoanSettlement['next']): number {
  if ('state' in next) return 0
  return 'until' in next ? next.until : 'backAt' in next ? next.backAt : next.retryAt
}

async function numbersOf(query: Query, statement: string, values: readonly unknown[]): Promise<number[]> {
  const [row] = await query<{ done: string }>(statement, values)
  return parseNumbers(row?.done ?? '{}')
}

async function record(query: Query, done: readonly LoanSettlement[]): Promise<void> {
  const tried = done.flatMap((settlement) =>
    'attempt' in settlement.next ? [{ ...settlement, ...settlement.next.attempt }] : [],
  )
  if (tried.length === 0) return
  const blob = createBlob()
  await query(recording, [
    numberArray(tried.map(({ seq }) => seq)),
    numberArray(tried.map(({ lane }) => lane)),
    numberArray(tried.map(({ replay }) => replay)),
    numberArray(tried.map(({ n }) => n)),
    numberArray(tried.map(({ at }) => at)),
    numberArray(tried.map(({ ms }) => Math.min(Math.max(0, Math.round(ms)), 2 ** 31 - 1))),
    numberArray(tried.map(({ status }) => status)),
    textArray(tried.map(({ code }) => code)),
    numberArray(tried.map(({ next }) => Math.max(0, numberOf(next)))),
    numberArray(tried.map(({ answer }) => blob.add(answer))),
    numberArray(tried.map(({ answer }) => answer.byteLength)),
    blob.bytes(),
  ])
}

/** In one order, so that two calls never wait for each other in a ring. */
const locking = `
  with given as materialized (
    select distinct on (seq, lane, replay) *
      from unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[], $5::bigint[]) with ordinality
        g(seq, lane, replay, lease, due, i)
     order by seq, lane, replay, i
  ), held as materialized (
    select given.i from countersign.queue q join given using (seq, lane, replay)
     where q.lease = given.lease and (given.due is null or q.due = given.due)
     order by q.seq, q.lane, q.replay for update of q
  )
  select coalesce(array_agg(i::int), '{}')::text as done from held`

const moving = `
  update countersign.queue q
     set due = g.at, attempts = q.attempts - case when g.final = ${takenBack} then 1 else 0 end,
         lease = case when g.final = ${extended} then q.lease end,
         lent = case when g.final = ${extended} then q.lent end
    from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bigint[]) g(seq, lane, replay, final, at)
   where g.final <= 0 and q.seq = g.seq and q.lane = g.lane and q.replay = g.replay`

const ending = `
  delete from countersign.queue q
   using unnest($1::bigint[], $2::int[], $3::int[], $4::int[]) g(seq, lane, replay, final)
   where g.final > 0 and q.seq = g.seq and q.lane = g.lane and q.replay = g.replay`

const recording = `
  insert into countersign.attempt as a (seq, lane, replay, n, at, ms, status, code, final, answer)
  select g.seq, g.lane, g.replay, g.n, g.at, g.ms, g.status, g.code, nullif(g.final, 0),
         case when g.length > 0 then substring($12::bytea from g.start for g.length) end
    from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bigint[], $6::int[], $7::int[], $8::text[],
                $9::smallint[], $10::int[], $11::int[])
      g(seq, lane, replay, n, at, ms, status, code, final, start, length)
  on conflict (seq, lane, replay, n) do update set at = excluded.at, ms = excluded.ms,
    status = excluded.status, final = excluded.final, code = excluded.code, answer = excluded.answer`

const counting = `
  insert into countersign.counter as c (gateway, slot, touched, delivered, dead, discarded)
  values ($1, $2, countersign.now_1(), $3::bigint, $4::bigint, $5::bigint)
  on conflict (gateway, slot) do update set touched = excluded.touched,
    delivered = c.delivered + excluded.delivered, dead = c.dead + excluded.dead,
    discarded = c.discarded + excluded.discarded`
