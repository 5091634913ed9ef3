/** A batch that holds this many items waits for no more. */
const enough = 128
/** Where batches hold fewer calls than this on average, nothing waits: whoever is alone is not held up. */
const shared = 1.5
/** The average is that of about so many batches. */
const remembered = 8

/**
 * When the next batch may begin, where those of several gateways should be few: a commit costs the database about as much as
 * twenty events in it, and three gateways that share the work of one would make three times as many.
 */
export class Pace {
  readonly #apartMs: () => number
  #begunAt = Number.NEGATIVE_INFINITY
  #calls = 0

  /** @param apartMs - from the beginning of a batch to that of the next; 0: nothing waits */
  constructor(apartMs: () => number) {
    this.#apartMs = apartMs
  }

  /** How long a batch of so many items is to wait for more, in ms; 0: not at all. */
  waitMs(items: number, now: number): number {
    if (this.#calls < shared || items >= enough) return 0
    return Math.max(0, this.#begunAt + this.#apartMs() - now)
  }

  /** A batch of so many calls begins. */
  began(calls: number, now: number): void {
    this.#begunAt = now
    this.#calls += (calls - this.#calls) / remembered
  }
}
