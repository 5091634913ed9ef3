const dayMs = 86_400_000
/** How much faster than time itself it catches up with a clock that is up to a day ahead: a day within an hour. */
const catchUp = 25
/** One that is further ahead is believed after so long, in ms. */
const believeAfterMs = dayMs
/** It is on time where it is behind by no more than this, in ms. */
const onTimeMs = 60_000

/**
 * The time by which things may end for good. It never runs as fast as a clock that leaps: where the wall clock is up
 * to a day ahead (a machine that slept), it catches up a day an hour; where it is further ahead, only after it has
 * been so for a day of the gateway's running. A clock set back is followed at once: that ends nothing.
 */
export class PatientTime {
  readonly #wall: () => number
  readonly #elapsed: () => number
  #time: number
  #at: number
  /** Since when the wall clock has been more than a day ahead, by the clock that nobody sets. */
  #farSince: number | null = null

  constructor(wall: () => number, elapsed: () => number) {
    this.#wall = wall
    this.#elapsed = elapsed
    this.#time = wall()
    this.#at = elapsed()
  }

  /** In ms since 1970. */
  now(): number {
    const [wall, at] = [this.#wall(), this.#elapsed()]
    const passed = at - this.#at
    this.#at = at
    const far = wall - this.#time - passed > dayMs
    this.#farSince = far ? (this.#farSince ?? at) : null
    if (this.#farSince !== null && at - this.#farSince >= believeAfterMs) {
      this.#farSince = null
      this.#time = wall
    } else this.#time = Math.min(wall, this.#time + passed * (far ? 1 : catchUp))
    return this.#time
  }

  /** Whether nothing may end for good that would not have ended before the clock leapt. */
  get waits(): boolean {
    return this.#wall() - this.now() > onTimeMs
  }
}
