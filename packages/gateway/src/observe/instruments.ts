/** A count that only grows. A plain number on the hot path, written out when it is scraped. */
export class Counter {
  value = 0
  add(n = 1): void {
    this.value += n
  }
}

/** A value that is read when it is scraped. */
export type Gauge = () => number

// Beyond this many values of a label further ones are counted together, so that no caller can grow the memory.
const maxLabels = 1000

/** Counters by the values of labels, bounded in number. */
export class LabeledCounter {
  readonly labels: readonly string[]
  readonly #counters = new Map<string, { values: readonly string[]; counter: Counter }>()
  constructor(labels: readonly string[]) {
    this.labels = labels
  }
  /** The counter for these values, in the order of the labels. Keep it where it is used often. */
  of(...values: readonly string[]): Counter {
    const key = values.join('\u0000')
    const known = this.#counters.get(key)
    if (known !== undefined) return known.counter
    if (this.#counters.size >= maxLabels) {
      const rest = this.labels.map(() => 'other')
      if (key !== rest.join('\u0000')) return this.of(...rest)
    }
    const counter = new Counter()
    this.#counters.set(key, { values, counter })
    return counter
  }
  entries(): Iterable<{ values: readonly string[]; counter: Counter }> {
    return this.#counters.values()
  }
}

/** How often a value fell below each bound. */
export class Histogram {
  readonly bounds: readonly number[]
  readonly counts: number[]
  sum = 0
  count = 0
  /** @param bounds - upper bounds, ascending; what lies above the last is counted in `count` alone */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = bounds.map(() => 0)
  }
  observe(value: number): void {
    this.sum += value
    this.count += 1
    const at = this.bounds.findIndex((bound) => value <= bound)
    if (at !== -1) this.counts[at] = (this.counts[at] ?? 0) + 1
  }
}

/** Bounds in seconds for what takes from a millisecond to half a minute. */
export const secondsBounds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
]
