import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { groupKeptMs, groupQuietMs } from '../../../model/rejection.ts'
import { latencyBucket, tallyFoldAfterMs, tallyKeptMs, tallySteps } from '../../../model/tally.ts'
import { causeCode } from '../../cause-codes.ts'
import { foldTallies, type TallyRow } from '../../fold-tallies.ts'
import { createNamed } from '../../named.ts'
import type { FoundCause, RefusedCount } from '../../port/intake.ts'
import { latencyNames, refusedNumber, stepNumber } from '../../tally-numbers.ts'

/** What a transaction counts, added to the store with its commit. */
export interface Tallies {
  /** @param outcome - a verdict's number, or one of `tally-numbers.ts` */
  event(at: number, source: number, outcome: number, bytes: number): void
  /** @param ms - how long the attempt took; null where there was none */
  delivery(at: number, destination: number, outcome: number, ms: number | null): void
  refused(counts: readonly RefusedCount[]): void
  cause(found: FoundCause): void
  /** Writes what was counted, before the commit. */
  save(): void
  /** Forgets it, after a rollback. */
  forget(): void
  /** Within a transaction: adds old minutes to their hours and days, and removes what has had its time. */
  prune(
    now: number,
    rows: number,
  ): { readonly removed: number; readonly looked: number; readonly more: boolean }
}

/** One of the two tables. */
interface Kind {
  readonly table: string
  readonly column: string
  readonly values: readonly string[]
}

const events: Kind = { table: 'event_tally', column: 'source', values: ['count', 'bytes'] }
const deliveries: Kind = {
  table: 'delivery_tally',
  column: 'destination',
  values: ['count', ...latencyNames],
}

export function createTallies(db: DatabaseSync): Tallies {
  const came = openTally(db, events)
  const went = openTally(db, deliveries)
  const group = db.prepare(`
    insert into refusal_group (source, code, count, first_ms, last_ms) values (:source, :code, :count, :at, :at)
    on conflict (source, code) do update set
      count = iif(excluded.first_ms > last_ms + ${groupQuietMs}, 0, count) + excluded.count,
      first_ms = iif(excluded.first_ms > last_ms + ${groupQuietMs}, excluded.first_ms, min(first_ms, excluded.first_ms)),
      last_ms = max(last_ms, excluded.last_ms)`)
  const mark = db.prepare('update rejection set cause = ? where seq = ?')
  const forgetGroups = db.prepare(`
    delete from refusal_group where (source, code) in (
      select source, code from refusal_group where last_ms < ? limit ?)`)
  return {
    event(at, source, outcome, bytes) {
      const values = came.at(at, source, outcome)
      values[0] = (values[0] ?? 0) + 1
      values[1] = (values[1] ?? 0) + bytes
    },
    delivery(at, destination, outcome, ms) {
      const values = went.at(at, destination, outcome)
      values[0] = (values[0] ?? 0) + 1
      if (ms === null) return
      const bucket = 1 + latencyBucket(ms)
      values[bucket] = (values[bucket] ?? 0) + 1
    },
    refused(counts) {
      for (const { at, source, code, count, bytes } of counts) {
        group.run({ source, code, count, at })
        const values = came.at(at, source, refusedNumber)
        values[0] = (values[0] ?? 0) + count
        values[1] = (values[1] ?? 0) + bytes
      }
    },
    cause({ seq, at, source, code, cause }) {
      mark.run(cause, seq)
      group.run({ source, code: causeCode(code, cause), count: 1, at })
    },
    save() {
      came.save()
      went.save()
    },
    forget() {
      came.forget()
      went.forget()
    },
    prune(now, rows) {
      let removed = Number(forgetGroups.run(now - groupKeptMs, rows).changes)
      let looked = removed
      if (looked >= rows) return { removed, looked, more: true }
      for (const tally of [came, went]) {
        looked += tally.fold(now - tallyFoldAfterMs, rows - looked)
        if (looked >= rows) return { removed, looked, more: true }
        const gone = tally.remove(now, rows - looked)
        removed += gone
        looked += gone
        if (looked >= rows) return { removed, looked, more: true }
      }
      return { removed, looked, more: false }
    },
  }
}

/** The counts of one table. */
interface Tally {
  /** What has been counted in the minute of a time, to be added to. */
  at(at: number, number: number, outcome: number): number[]
  save(): void
  forget(): void
  /** Answers how many rows were folded. */
  fold(before: number, rows: number): number
  /** Answers how many rows were removed. */
  remove(now: number, rows: number): number
}

function openTally(db: DatabaseSync, kind: Kind): Tally {
  const { table, column, values } = kind
  const key = `step, at, ${column}, outcome`
  const add = db.prepare(`
    insert into ${table} (${key}, ${values.join(', ')}) values (?, ?, ?, ?, ${values.map(() => '?').join(', ')})
    on conflict (${key}) do update set ${values.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`)
  const fresh = db.prepare(`
    select at, ${column} as number, outcome, ${values.join(', ')} from ${table}
    where step = ${stepNumber.fresh} and at < ? order by ${key} limit ?`)
  const take = db.prepare(
    `delete from ${table} where step = ${stepNumber.fresh} and at = ? and ${column} = ? and outcome = ?`,
  )
  const namedAt = db.prepare(
    `select distinct ${column} as number from ${table} where step = ? and at = ? and ${column} > 0`,
  )
  const remove = db.prepare(`
    delete from ${table} where (${key}) in (select ${key} from ${table} where step = ? and at < ? limit ?)`)
  const named = createNamed()
  /** By minute, then by number and outcome. Nearly always one minute, looked up once. */
  const counted = new Map<number, Map<number, number[]>>()
  let minute = Number.NaN
  let rows = new Map<number, number[]>()

  const forget = (): void => {
    counted.clear()
    minute = Number.NaN
  }

  return {
    at(at, number, outcome) {
      const of = at - (at % tallySteps.minute)
      if (of !== minute) {
        rows = counted.get(of) ?? new Map()
        counted.set(of, rows)
        minute = of
      }
      // Outcomes lie between -2 and 4.
      const place = named.under(at, number) * 8 + outcome + 2
      let row = rows.get(place)
      if (row === undefined) {
        row = values.map(() => 0)
        rows.set(place, row)
      }
      return row
    },
    save() {
      for (const [at, places] of counted)
        for (const [place, row] of places)
          add.run(stepNumber.fresh, at, Math.floor(place / 8), (place % 8) - 2, ...row)
      forget()
    },
    forget,
    fold: (before, limit) => fold(before, limit),
    remove(now, limit) {
      let removed = 0
      for (const step of ['minute', 'hour', 'day'] as const) {
        if (removed >= limit) break
        removed += Number(remove.run(stepNumber[step], now - tallyKeptMs[step], limit - removed).changes)
      }
      return removed
    },
  }

  function fold(before: number, limit: number): number {
    const taken = fresh.all(before, limit).map(
      (row): TallyRow => ({
        at: Number(row.at),
        number: Number(row.number),
        outcome: Number(row.outcome),
        values: values.map((name) => Number(row[name])),
      }),
    )
    const named = (step: number, at: number): ReadonlySet<number> => names(namedAt, step, at)
    for (const row of foldTallies(taken, named))
      add.run(row.step, row.at, row.number, row.outcome, ...row.values)
    for (const { at, number, outcome } of taken) take.run(at, number, outcome)
    return taken.length
  }
}

function names(statement: StatementSync, step: number, at: number): ReadonlySet<number> {
  return new Set(statement.all(step, at).map((row) => Number(row.number)))
}
