import { tallySteps } from '../../../model/tally.ts'

interface Row {
  readonly at: number
  readonly number: number
  readonly outcome: number
  readonly values: number[]
}

/** What a batch adds to the counts over time, as columns in the order of the table's key. */
export interface TallyColumns {
  readonly ats: readonly number[]
  readonly numbers: readonly number[]
  readonly outcomes: readonly number[]
  /** Those of the first row, then those of the next. */
  readonly values: readonly number[]
}

/** Sums up a batch by minute, source or destination, and outcome. */
export class Tally {
  readonly #width: number
  readonly #rows = new Map<string, Row>()

  /** @param width - numbers that a row counts */
  constructor(width: number) {
    this.#width = width
  }

  /** The numbers of the row that something of this time, in ms, counts in; whoever asks adds to them. */
  of(time: number, number: number, outcome: number): number[] {
    const at = time - (time % tallySteps.minute)
    const key = `${at}:${number}:${outcome}`
    const known = this.#rows.get(key)
    if (known !== undefined) return known.values
    const values = Array.from({ length: this.#width }, () => 0)
    this.#rows.set(key, { at, number, outcome, values })
    return values
  }

  columns(): TallyColumns {
    const rows = [...this.#rows.values()].sort(
      (a, b) => a.at - b.at || a.number - b.number || a.outcome - b.outcome,
    )
    return {
      ats: rows.map(({ at }) => at),
      numbers: rows.map(({ number }) => number),
      outcomes: rows.map(({ outcome }) => outcome),
      values: rows.flatMap(({ values }) => values),
    }
  }
}
