/** Tells those who wait for a lane that rows may have been queued in it. */
export class QueueNews {
  readonly #waiting = new Map<number, Set<() => void>>()

  /** Whether nobody waits. */
  get idle(): boolean {
    return this.#waiting.size === 0
  }

  tell(lanes: Iterable<number>): void {
    if (this.idle) return
    for (const lane of lanes) for (const wake of this.#waiting.get(lane) ?? []) wake()
  }

  tellAll(): void {
    this.tell([...this.#waiting.keys()])
  }

  /**
   * Notes from now on whether something was told of the lane. `wait` is over at once where it was, else with
   * the next telling, the end of the time, or the signal; then it notes anew.
   */
  listen(lane: number): { wait(ms: number, ended: AbortSignal): Promise<void>; end(): void } {
    let told = false
    let goOn: (() => void) | null = null
    const wake = (): void => {
      told = true
      goOn?.()
    }
    const others = this.#waiting.get(lane) ?? new Set()
    this.#waiting.set(lane, others.add(wake))
    return {
      async wait(ms, ended) {
        if (!told && !ended.aborted) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, ms)
            goOn = () => {
              clearTimeout(timer)
              resolve()
            }
            ended.addEventListener('abort', goOn, { once: true })
          })
          if (goOn !== null) ended.removeEventListener('abort', goOn)
          goOn = null
        }
        told = false
      },
      end: () => {
        others.delete(wake)
        if (others.size === 0 && this.#waiting.get(lane) === others) this.#waiting.delete(lane)
      },
    }
  }
}
