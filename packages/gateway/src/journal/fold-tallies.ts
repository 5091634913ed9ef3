import { grouped } from '../model/grouped.ts'
import { mostNamed, tallySteps } from '../model/tally.ts'
import { stepNumber } from './tally-numbers.ts'

/** Counts of one source or destination (0: of those without a name) in one step. */
export interface TallyRow {
  readonly at: number
  readonly number: number
  readonly outcome: number
  /** What is added up, the count first. */
  readonly values: readonly number[]
}

/** Counts to add to a step. */
export interface FoldedRow extends TallyRow {
  readonly step: number
}

/** A step at a time, as a key. */
export type Place = `${number}:${number}`

const steps = [
  [stepNumber.minute, tallySteps.minute],
  [stepNumber.hour, tallySteps.hour],
  [stepNumber.day, tallySteps.day],
] as const

/** Where fresh rows are to be added, each place once. */
export function placesOf(rows: readonly Pick<TallyRow, 'at'>[]): readonly { step: number; at: number }[] {
  const places = new Map<Place, { step: number; at: number }>()
  for (const row of rows)
    for (const [step, ms] of steps) {
      const at = row.at - (row.at % ms)
      places.set(`${step}:${at}`, { step, at })
    }
  return [...places.values()]
}

/**
 * What fresh rows add to their minutes, hours and days, in the order of the tables' keys. A place that names as many
 * as it may takes no more: of those that come at once the busiest.
 *
 * @param named - who is named in a place already
 */
export function foldTallies(
  rows: readonly TallyRow[],
  named: (step: number, at: number) => ReadonlySet<number>,
  most: number = mostNamed,
): readonly FoldedRow[] {
  const folded: FoldedRow[] = []
  for (const [step, ms] of steps) {
    for (const [at, group] of grouped(rows, (row) => row.at - (row.at % ms))) {
      const names = namesOf(group, named(step, at), most)
      const under = (row: TallyRow): number => (names.has(row.number) ? row.number : 0)
      for (const same of grouped(group, (row) => `${under(row)}:${row.outcome}`).values()) {
        const [first] = same
        if (first === undefined) continue
        const values = first.values.map((_, index) =>
          same.reduce((sum, row) => sum + (row.values[index] ?? 0), 0),
        )
        folded.push({ step, at, number: under(first), outcome: first.outcome, values })
      }
    }
  }
  return folded.sort((a, b) => a.step - b.step || a.at - b.at || a.number - b.number || a.outcome - b.outcome)
}

function namesOf(rows: readonly TallyRow[], named: ReadonlySet<number>, most: number): ReadonlySet<number> {
  const counts = new Map<number, number>()
  for (const { number, values } of rows)
    if (number !== 0 && !named.has(number)) counts.set(number, (counts.get(number) ?? 0) + (values[0] ?? 0))
  const newcomers = [...counts].sort(([a, x], [b, y]) => y - x || a - b).map(([number]) => number)
  return new Set([...named, ...newcomers.slice(0, Math.max(0, most - named.size))])
}
