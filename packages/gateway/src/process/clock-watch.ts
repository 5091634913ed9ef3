/** A difference of the two clocks that is no step, in ms: how far they drift apart between two looks. */
const toleranceMs = 5_000
/** How often the clocks are compared where nobody asks for the time, in ms. */
const lookMs = 1_000

/**
 * The wall clock, watched by one that nobody sets. Whoever asks for the time hears of a step first, so that no wait
 * is judged across it. A machine that slept looks like a clock that was set ahead.
 */
export class ClockWatch {
  readonly #wall: () => number
  readonly #elapsed: () => number
  readonly #listeners: ((byMs: number) => void)[] = []
  #apart: number
  #timer: NodeJS.Timeout | null = null

  /**
   * @param wall - ms since 1970, as it is set
   * @param elapsed - ms since some moment, which nobody sets
   */
  constructor(wall: () => number, elapsed: () => number) {
    this.#wall = wall
    this.#elapsed = elapsed
    this.#apart = wall() - elapsed()
  }

  /** Calls back when the clock has been set, with by how much, in ms; below 0: back. Never throws. */
  onSet(listener: (byMs: number) => void): void {
    this.#listeners.push(listener)
  }

  /** The wall clock, in ms; about 0.1 µs. */
  readonly now = (): number => {
    const now = this.#wall()
    const apart = now - this.#elapsed()
    const byMs = Math.round(apart - this.#apart)
    this.#apart = apart
    if (Math.abs(byMs) > toleranceMs) for (const listener of this.#listeners) listener(byMs)
    return now
  }

  start(): void {
    this.#timer = setInterval(this.now, lookMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }
}
