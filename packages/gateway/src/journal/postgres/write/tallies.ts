import type { Attempt, FinalState } from '../../../model/delivery.ts'
import { groupKeptMs, groupQuietMs } from '../../../model/rejection.ts'
import { tallyFoldAfterMs, tallyKeptMs, tallySteps } from '../../../model/tally.ts'
import { causeCode } from '../../cause-codes.ts'
import { foldTallies, type Place, placesOf, type TallyRow } from '../../fold-tallies.ts'
import type { Named } from '../../named.ts'
import type { FoundCause, RefusedCount } from '../../port/intake.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { latencyNames, refusedNumber, retriedNumber, stepNumber } from '../../tally-numbers.ts'
import { numberArray, textArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'

/** Counts refused requests, in the order of the table's key. */
export async function countRefused(
  database: Database,
  gateway: string,
  slot: number,
  named: Named,
  counts: readonly RefusedCount[],
): Promise<void> {
  if (counts.length === 0) return
  const of = <Part extends keyof RefusedCount>(part: Part) => counts.map((each) => each[part])
  const added = [numberArray(of('at')), numberArray(of('count'))]
  await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    await query(tallied, [
      gateway,
      slot,
      ...added,
      numberArray(counts.map(({ at, source }) => named.under(at, source))),
      numberArray(of('bytes')),
    ])
    // Last: these rows are those of all gateways.
    await query(grouped, [...added, numberArray(of('source')), textArray(of('code'))])
  })
}

/** Counts the cause of a refused request, and marks it where it is kept. */
export async function countCause(database: Database, found: FoundCause): Promise<void> {
  const { seq, at, source, code, cause } = found
  await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    await query('update countersign.rejection set cause = $2 where seq = $1', [seq, cause])
    await query(grouped, [
      numberArray([at]),
      numberArray([1]),
      numberArray([source]),
      textArray([causeCode(code, cause)]),
    ])
  })
}

const tallied = `
  insert into countersign.event_tally as t (step, at, source, outcome, gateway, slot, count, bytes)
  select ${stepNumber.fresh}, g.at - g.at % ${tallySteps.minute}, g.source, ${refusedNumber}, $1, $2, sum(g.count), sum(g.bytes)
    from unnest($3::bigint[], $4::bigint[], $5::int[], $6::bigint[]) g(at, count, source, bytes)
   group by 2, 3 order by 2, 3
  on conflict (step, at, source, outcome, gateway, slot) do update set
    count = t.count + excluded.count, bytes = t.bytes + excluded.bytes`

const grouped = `
  insert into countersign.refusal_group as t (source, code, count, first, last)
  select g.source, g.code, sum(g.count), min(g.at), max(g.at)
    from unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[]) g(at, count, source, code)
   group by 1, 2 order by 1, 2
  on conflict (source, code) do update set
    count = case when excluded.first > t.last + ${groupQuietMs} then 0 else t.count end + excluded.count,
    first = case when excluded.first > t.last + ${groupQuietMs} then excluded.first
                 else least(t.first, excluded.first) end,
    last = greatest(t.last, excluded.last)`

/** What became of deliveries. */
export interface Ended {
  readonly lane: number
  readonly attempt: Pick<Attempt, 'n' | 'at' | 'ms'>
  /** Null where it goes on. */
  readonly state: FinalState | null
}

/** Counts them, within the caller's transaction and behind the counter of this slot. */
export async function countDeliveries(
  query: Query,
  gateway: string,
  slot: number,
  ended: readonly Ended[],
): Promise<void> {
  if (ended.length === 0) return
  await query('select countersign.tally_deliveries_1($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    gateway,
    slot,
    numberArray(ended.map((_, index) => index + 1)),
    numberArray(ended.map(({ attempt }) => attempt.at)),
    numberArray(ended.map(({ lane }) => lane)),
    numberArray(ended.map(({ state }) => (state === null ? retriedNumber : finalNumber[state]))),
    numberArray(ended.map(({ attempt }) => Math.min(Math.max(0, Math.round(attempt.ms)), 2 ** 31 - 1))),
    numberArray(ended.map(({ attempt }) => attempt.n)),
    '{}',
  ])
}

const kinds = [
  { table: 'event_tally', column: 'source', values: ['count', 'bytes'] },
  { table: 'delivery_tally', column: 'destination', values: ['count', ...latencyNames] },
] as const

type Kind = (typeof kinds)[number]

/** A bounded step: adds old minutes to their hours and days, and removes what has had its time. */
export async function pruneTallies(
  database: Database,
  now: number,
  rows: number,
): Promise<{ more: boolean; removed: number }> {
  const forgotten = await database.write(
    `delete from countersign.refusal_group where ctid = any(array(
       select ctid from countersign.refusal_group where last < $1 limit $2 for update skip locked))
     returning 1`,
    [now - groupKeptMs, rows],
  )
  let removed = forgotten.length
  if (removed >= rows) return { more: true, removed }
  for (const kind of kinds) {
    const folded = await database.transaction((query) => fold(query, kind, now - tallyFoldAfterMs, rows))
    if (folded >= rows) return { more: true, removed }
    const gone = await remove(database, kind, now, rows)
    removed += gone
    if (gone >= rows) return { more: true, removed }
  }
  return { more: false, removed }
}

/**
 * Rows that a commit is adding to now are left for the next time, and rows of hours and days are written in the order
 * of their keys: nothing that waits for these waits for anything else.
 */
async function fold(query: Query, kind: Kind, before: number, limit: number): Promise<number> {
  const { table, column, values } = kind
  await query('select countersign.begin_write_1()')
  const taken = await query<Record<string, number>>(
    `delete from countersign.${table} where ctid = any(array(
       select ctid from countersign.${table} where step = ${stepNumber.fresh} and at < $1
        order by step, at, ${column}, outcome limit $2 for update skip locked))
     returning at, ${column} as number, outcome, ${values.join(', ')}`,
    [before, limit],
  )
  if (taken.length === 0) return 0
  const rows = taken.map(
    (row): TallyRow => ({
      at: row.at ?? 0,
      number: row.number ?? 0,
      outcome: row.outcome ?? 0,
      values: values.map((name) => Number(row[name])),
    }),
  )
  const places = placesOf(rows)
  const named = new Map<Place, Set<number>>()
  const found = await query<{ step: number; at: number; number: number }>(
    `select distinct t.step, t.at, t.${column} as number from countersign.${table} t
       join unnest($1::int[], $2::bigint[]) p(step, at) on t.step = p.step and t.at = p.at
      where t.${column} > 0`,
    [numberArray(places.map(({ step }) => step)), numberArray(places.map(({ at }) => at))],
  )
  for (const { step, at, number } of found) {
    const place: Place = `${step}:${at}`
    named.set(place, (named.get(place) ?? new Set()).add(number))
  }
  const folded = foldTallies(rows, (step, at) => named.get(`${step}:${at}`) ?? new Set())
  await query(
    `insert into countersign.${table} as t (step, at, ${column}, outcome, gateway, slot, ${values.join(', ')})
     select g.step, g.at, g.number, g.outcome, '', 0, ${values.map((name) => `g.${name}`).join(', ')}
       from unnest($1::int[], $2::bigint[], $3::int[], $4::smallint[],
                   ${values.map((_, index) => `$${index + 5}::bigint[]`).join(', ')})
         g(step, at, number, outcome, ${values.join(', ')})
      order by 1, 2, 3, 4
     on conflict (step, at, ${column}, outcome, gateway, slot) do update set
       ${values.map((name) => `${name} = t.${name} + excluded.${name}`).join(', ')}`,
    [
      numberArray(folded.map(({ step }) => step)),
      numberArray(folded.map(({ at }) => at)),
      numberArray(folded.map(({ number }) => number)),
      numberArray(folded.map(({ outcome }) => outcome)),
      ...values.map((_, index) => numberArray(folded.map((row) => row.values[index] ?? 0))),
    ],
  )
  return taken.length
}

async function remove(database: Database, { table }: Kind, now: number, limit: number): Promise<number> {
  let removed = 0
  for (const step of ['minute', 'hour', 'day'] as const) {
    if (removed >= limit) break
    const gone = await database.write(
      `delete from countersign.${table} where ctid = any(array(
         select ctid from countersign.${table} where step = $1 and at < $2 limit $3 for update skip locked))
       returning 1`,
      [stepNumber[step], now - tallyKeptMs[step], limit - removed],
    )
    removed += gone.length
  }
  return removed
}
