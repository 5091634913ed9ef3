/** What an explanation has cost. */
export interface Work {
  /** How many changes were tried. */
  readonly trials: number
  /** How many bytes were taken through a check. */
  readonly bytes: number
  /** Whether all that is known was tried; false where the bound was reached first. */
  readonly complete: boolean
}

/** A flat price on top of a body's bytes: tiny bodies with many secrets are bounded too. */
const perTrial = 4096

/** Counts the work of an explanation, and ends it. */
export class Meter {
  readonly #most: number
  #trials = 0
  #bytes = 0
  #refused = false

  /** @param most - bytes, with 4 KiB on top for each trial */
  constructor(most: number) {
    this.#most = most
  }

  /** Whether one more trial over so many bytes may be made; then it is counted. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes + (this.#trials + 1) * perTrial > this.#most) {
      this.#refused = true
      return false
    }
    this.#trials += 1
    this.#bytes += bytes
    return true
  }

  /** Takes back the bytes of a trial that was refused by its shape, before anything was hashed. */
  giveBack(bytes: number): void {
    this.#bytes -= bytes
  }

  /** Counts trials that were made elsewhere, within what was left. */
  add(trials: number, bytesEach: number, complete: boolean): void {
    this.#trials += trials
    this.#bytes += trials * bytesEach
    if (!complete) this.#refused = true
  }

  /** What is left for others, in bytes. */
  get left(): number {
    return Math.max(0, this.#most - this.#bytes - this.#trials * perTrial)
  }

  work(): Work {
    return { trials: this.#trials, bytes: this.#bytes, complete: !this.#refused }
  }
}
