const tenths = 10
/** Up to 100 seconds; what took longer counts as that. */
const bins = 100_000 * tenths

/** Counts latencies by tenths of a millisecond: millions of them cost no memory and no garbage. */
export class Latencies {
  readonly #counts = new Uint32Array(bins)
  count = 0
  longestMs = 0

  add(ms: number): void {
    const at = Math.min(Math.max(0, Math.floor(ms * tenths)), bins - 1)
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.count += 1
    if (ms > this.longestMs) this.longestMs = ms
  }

  /** The latency that this share of them kept within, in ms. */
  quantile(share: number): number {
    let rest = this.count * share
    if (rest <= 0) return 0
    const at = this.#counts.findIndex((count) => {
      rest -= count
      return rest <= 0
    })
    return at / tenths
  }

  clear(): void {
    this.#counts.fill(0)
    this.count = 0
    this.longestMs = 0
  }
}
