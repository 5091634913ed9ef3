import type { Failure } from './evaluation.ts'

/** Of one route the log is told so often, in ms. */
const quietMs = 60_000

const sentences: Readonly<Record<Failure, string>> = {
  failed:
    'it fails on what is not there or of another type: ask first, level by level: has(json.a) && has(json.a.b) && …',
  cost: 'it costs more than the event’s size allows',
  damaged: 'it asks for what is no longer as it was stored',
  number: 'it compares a number of more than 1,000 digits',
}

/** Counts filters that cannot say whether an event passes, and tells the log. */
export class FilterFailures {
  count = 0
  readonly #log: { warn(about: object, message: string): void }
  readonly #now: () => number
  readonly #told = new Map<string, number>()

  constructor(log: { warn(about: object, message: string): void }, now: () => number) {
    this.#log = log
    this.#now = now
  }

  /** @param route - its id */
  add(route: string, why: Failure): void {
    this.count += 1
    const told = this.#told.get(route)
    if (told !== undefined && Math.abs(this.#now() - told) < quietMs) return
    this.#told.set(route, this.#now())
    this.#log.warn(
      { route, why: sentences[why] },
      'the filter of a route cannot decide on an event: its delivery waits, undecided',
    )
  }
}
