/**
 * Takes one step after another: each when the last one's pause is over, or when somebody says that there is work.
 * A look that is asked for during a step follows it soon.
 */
export class StepLoop {
  readonly #step: () => Promise<number>
  readonly #soonMs: number
  #timer: NodeJS.Timeout | null = null
  #working: Promise<void> | null = null
  #again = false
  #stopped = false

  /**
   * @param step - answers how long to wait for the next, in ms; never rejects
   * @param soonMs - the wait after a step during which a look was asked for
   */
  constructor(step: () => Promise<number>, soonMs: number) {
    this.#step = step
    this.#soonMs = soonMs
  }

  get stopped(): boolean {
    return this.#stopped
  }

  look(): void {
    if (this.#stopped) return
    if (this.#working !== null) {
      this.#again = true
      return
    }
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#working = this.#step().then((pauseMs) => {
      this.#working = null
      if (this.#stopped) return
      this.#timer = setTimeout(() => this.look(), this.#again ? this.#soonMs : pauseMs)
      this.#timer.unref()
      this.#again = false
    })
  }

  /** Over once nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#working
  }
}
