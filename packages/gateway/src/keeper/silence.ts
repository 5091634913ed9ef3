/** A gateway that is still starting may be silent for so many times as long. */
const whileStarting = 4

/**
 * Decides whether a gateway hangs: that it has let nothing be heard for longer than its callers wait. The time
 * is the keeper's own, counted by its ticks: while the keeper is stopped, or the machine asleep, none passes,
 * and what the gateway said meanwhile is read before the first one after it.
 */
export class Silence {
  readonly #patience: number
  #ticks = 0
  #heard = false

  /** @param patience - in ticks; 0: for ever */
  constructor(patience: number) {
    this.#patience = patience
  }

  /** The gateway has let itself be heard. */
  end(): void {
    this.#heard = true
    this.#ticks = 0
  }

  /** Another tick; answers true once, when it hangs. Before it was heard for the first time it does not. */
  tick(ready: boolean): boolean {
    if (!this.#heard || this.#patience === 0) return false
    return ++this.#ticks === this.#patience * (ready ? 1 : whileStarting)
  }
}
