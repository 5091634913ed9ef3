import type { QueueStore, Settlement } from '../journal/port/queue.ts'
import type { DeliveryLog } from './log.ts'

interface Waiting {
  readonly settlement: Settlement
  readonly done: (mine: boolean) => void
}

/** So many results wait for no more. */
const enough = 128

/** Waits between tries while the journal is away, in ms. */
const firstWaitMs = 100
const longestWaitMs = 5_000
const atOnce = 1_000

/**
 * Writes the results of attempts down, all that have ended meanwhile in one call, and such calls as far apart as the journal
 * wants them; a result that something waits for takes the others along at once. A result that cannot be
 * written is kept until it can; `stuck` tells the lanes to begin no attempt until then, so that no more
 * results wait than attempts were in flight.
 */
export class Settler {
  readonly #journal: Pick<QueueStore, 'settle' | 'settleApartMs'>
  readonly #owner: string
  readonly #log: DeliveryLog
  readonly #goOn: () => void
  #waiting: Waiting[] = []
  #running: Promise<void> | null = null
  #closed = false
  #stuck = false
  #begunAt = Number.NEGATIVE_INFINITY
  #isAwaited = false
  /** Ends the wait for more results. */
  #goNow = (): void => undefined

  /** @param goOn - called when the journal takes results again */
  constructor(
    journal: Pick<QueueStore, 'settle' | 'settleApartMs'>,
    owner: string,
    log: DeliveryLog,
    goOn: () => void,
  ) {
    this.#journal = journal
    this.#owner = owner
    this.#log = log
    this.#goOn = goOn
  }

  get stuck(): boolean {
    return this.#stuck
  }

  /** `done` hears once it is on disk; false: the row was someone else's. `isAwaited`: something can begin only then. */
  add(settlement: Settlement, done: (mine: boolean) => void, isAwaited: boolean): void {
    this.#waiting.push({ settlement, done })
    if (isAwaited) this.#isAwaited = true
    if (this.#isAwaited || this.#waiting.length >= enough) this.#goNow()
    if (this.#running === null && !this.#closed) this.#running = this.#run()
  }

  /** Over once nothing waits; never, as long as the journal is away. */
  async flush(): Promise<void> {
    this.#isAwaited = true
    this.#goNow()
    while (this.#running !== null) await this.#running
  }

  /** Gives up what still waits: it will be attempted once more by whoever owns the lane next. */
  close(): void {
    this.#closed = true
    this.#waiting = []
    this.#goNow()
  }

  async #run(): Promise<void> {
    // What ends in the same turn of the loop is written together.
    await new Promise(setImmediate)
    let waitMs = firstWaitMs
    while (this.#waiting.length > 0) {
      await this.#gather()
      if (this.#closed) break
      this.#begunAt = performance.now()
      const batch = this.#waiting.splice(0, atOnce)
      this.#isAwaited = false
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

  /** Over once the last call began long enough ago, many results wait, or something waits for one of them. */
  #gather(): Promise<void> | undefined {
    const restMs = this.#begunAt + this.#journal.settleApartMs() - performance.now()
    if (restMs <= 0 || this.#isAwaited || this.#waiting.length >= enough) return undefined
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#goNow(), restMs)
      this.#goNow = () => {
        this.#goNow = () => undefined
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #turn(stuck: boolean): void {
    const freed = this.#stuck && !stuck
    this.#stuck = stuck
    if (freed) this.#goOn()
  }
}
