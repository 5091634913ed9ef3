/**
 * A rate as a bucket of permits: exact over time, with a burst of a tenth of a second. Time is an argument, in ms,
 * and may stand still or step back without harm.
 */
export class Rate {
  readonly perSecond: number
  readonly #burst: number
  #permits: number
  #at: number

  constructor(perSecond: number, now: number) {
    this.perSecond = perSecond
    this.#burst = 1 + perSecond / 10
    this.#permits = 1
    this.#at = now
  }

  /** How long until there is a permit, in ms; 0 where there is one now. */
  waitMs(now: number): number {
    const passed = Math.max(0, now - this.#at)
    this.#permits = Math.min(this.#burst, this.#permits + (passed * this.perSecond) / 1000)
    this.#at = now
    // What is missing by less than a thousandth is rounding.
    return this.#permits > 0.999 ? 0 : Math.ceil(((1 - this.#permits) * 1000) / this.perSecond)
  }

  /** Uses the permit that `waitMs` has found. */
  take(): void {
    this.#permits -= 1
  }
}
