import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Journal } from '../../src/journal/journal.ts'

/** Turns of the loop, some seconds of them, after which something has been miscounted. */
const mostTurns = 3_000_000
const ends = ['undici:request:trailers', 'undici:request:error']

/**
 * What is really under way in this process while its clock stands still: calls of a journal, and requests that
 * are on their way to a receiver or back. A request that a receiver keeps waiting is not: it waits for the clock.
 */
export class Activity {
  #calls = 0
  #requests = 0
  #kept = 0
  readonly #begun = (): void => {
    this.#requests += 1
  }
  readonly #ended = (): void => {
    this.#requests -= 1
  }

  constructor() {
    subscribe('undici:request:create', this.#begun)
    for (const end of ends) subscribe(end, this.#ended)
  }

  /** An engine whose calls are counted as long as they are under way. */
  count(engine: Journal): Journal {
    const counted = Object.entries(engine).map(([name, call]) => {
      const work = call as (...args: unknown[]) => unknown
      return [
        name,
        (...args: unknown[]): unknown => {
          const result = work(...args)
          if (!(result instanceof Promise)) return result
          this.#calls += 1
          return result.finally(() => {
            this.#calls -= 1
          })
        },
      ]
    })
    // The port again, method by method.
    return Object.fromEntries(counted) as unknown as Journal
  }

  /** A receiver keeps a request waiting from now on; the answer says that it does no more. */
  keep(): () => void {
    this.#kept += 1
    let over = false
    return () => {
      if (!over) this.#kept -= 1
      over = true
    }
  }

  /** Over once nothing moves until the clock does. */
  async settled(): Promise<void> {
    let turns = 0
    for (let calm = 0; calm < 4; ) {
      turns += 1
      if (turns > mostTurns) {
        throw new Error(
          `It never comes to rest: ${this.#calls} calls, ${this.#requests} requests, ${this.#kept} kept.`,
        )
      }
      await new Promise(setImmediate)
      calm = this.#calls === 0 && this.#requests === this.#kept ? calm + 1 : 0
    }
  }

  close(): void {
    unsubscribe('undici:request:create', this.#begun)
    for (const end of ends) unsubscribe(end, this.#ended)
  }
}
