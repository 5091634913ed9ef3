import type { QueueStore, Settlement } from '../journal/port/queue.ts'
import type { DeliveryLog } from './log.ts'

interface Waiting {
  readonly settlement: Settlement
  readonly done: (mine: boolean) => void
}

/** Waits between tries while the journal is away, in ms. */
const firstWaitMs = 100
const longestWaitMs = 5_000
const atOnce = 1_000

/**
 * Writes the results of attempts down, all that have ended meanwhile in one call. A result that cannot be
 * written is kept until it can; `stuck` tells the lanes to begin no attempt until then, so that no more
 * results wait than attempts were in flight.
 */
export class Settler {
  readonly #journal: Pick<QueueStore, 'settle'>
  readonly #owner: string
  readonly #log: DeliveryLog
  readonly #goOn: () => void
  #waiting: Waiting[] = []
  #running: Promise<void> | null = null
  #closed = false
  #stuck = false

  /** @param goOn - called when the journal takes results again */
  constructor(journal: Pick<QueueStore, 'settle'>, owner: string, log: DeliveryLog, goOn: () => void) {
    this.#journal = journal
    this.#owner = owner
    this.#log = log
    this.#goOn = goOn
  }

  get stuck(): boolean {
    return this.#stuck
  }

  /** `done` hears once it is on disk; false: the row was someone else's. */
  add(settlement: Settlement, done: (mine: boolean) => void): void {
    this.#waiting.push({ settlement, done })
    if (this.#running === null && !this.#closed) this.#running = this.#run()
  }

  /** Over once nothing waits; never, as long as the journal is away. */
  async flush(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  /** Gives up what still waits: it will be attempted once more by whoever owns the lane next. */
  close(): void {
    this.#closed = true
    this.#waiting = []
  }

  async #run(): Promise<void> {
    // What ends in the same turn of the loop is written together.
    await new Promise(setImmediate)
    let waitMs = firstWaitMs
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, atOnce)
      try {
        const effects = await this.#journal.settle(
          this.#owner,
          batch.map(({ settlement }) => settlement),
        )
        batch.forEach(({ done }, at) => {
          done(effects[at] === true)
        })
        waitMs = firstWaitMs
        this.#turn(false)
      } catch (error) {
        if (this.#closed) break
        this.#log.error(
          { err: error, results: batch.length },
          'results of attempts cannot be written, trying again',
        )
        this.#waiting = [...batch, ...this.#waiting]
        this.#turn(true)
        await new Promise((resolve) => setTimeout(resolve, waitMs))
        waitMs = Math.min(waitMs * 2, longestWaitMs)
      }
    }
    this.#running = null
  }

  #turn(stuck: boolean): void {
    const freed = this.#stuck && !stuck
    this.#stuck = stuck
    if (freed) this.#goOn()
  }
}
