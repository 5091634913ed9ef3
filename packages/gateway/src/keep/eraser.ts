import { compileFilter, type Filter } from '../configuration/filter.ts'
import type { Live } from '../configuration/live.ts'
import type { ErasureStore } from '../journal/port/erasures.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { DeliveryKey } from '../model/delivery.ts'
import type { Erasure } from '../model/erasure.ts'
import { StepLoop } from '../model/step-loop.ts'
import type { Seal } from '../seal/seal.ts'
import { ErasureFailures } from './failures.ts'
import { markOldFilters } from './filter-mark.ts'
import { selectNext } from './select.ts'
import { ErasureUndecided } from './undecided.ts'

export interface EraserOptions {
  readonly journal: Pick<ErasureStore, 'takeErasure' | 'erasures' | 'erase' | 'purge' | 'keepFilterHash'> &
    Pick<LookStore, 'events' | 'payloads' | 'rejection' | 'rejections'>
  readonly live: Pick<Live, 'current'>
  readonly seal: Pick<Seal, 'mark'>
  /** Names this process among the gateways that share a journal. */
  readonly owner: string
  /** Told of deliveries that were discarded, so that none of them is begun any more. */
  readonly onDiscarded: (deliveries: readonly DeliveryKey[]) => void
  readonly log: { info(about: object, message: string): void; warn(about: object, message: string): void }
  readonly now: () => number
}

/** Another gateway goes on with an erasure whose own has not been heard of for so long, in ms. */
const leaseMs = 60_000
/** Between two steps, so that others come to the store; where something is in the way; and at rest. In ms. */
const stepMs = 5
const waitMs = 500
const idleMs = 5_000
const erasuresAtOnce = 100

/**
 * Works on erasures, the oldest first, one at a time among all gateways. The cursor moves in the commit that
 * takes content out, so a crash leaves nothing out. One that fails waits, longer each time, and lets the next
 * ones go ahead.
 */
export class Eraser {
  readonly #options: EraserOptions
  readonly #failures = new ErasureFailures()
  /** Whether no plain hash of a filter is kept any more. */
  #marked = false
  #filter: { readonly of: number; readonly filter: Filter | null } | null = null
  /** The highest number that has been told of: each is once. */
  #told = 0
  readonly #loop = new StepLoop(() => this.#work(), stepMs)

  constructor(options: EraserOptions) {
    this.#options = options
  }

  /** Looks for work now; call it after an erasure was made or canceled. */
  look(): void {
    this.#loop.look()
  }

  /** Why an erasure does not go on now, as far as this gateway knows; null where it does. */
  trouble(number: number): string | null {
    return this.#failures.whyOf(number)
  }

  /** Over once nothing is under way. */
  stop(): Promise<void> {
    return this.#loop.stop()
  }

  /** One step; answers when to look again. */
  async #work(): Promise<number> {
    const { log } = this.#options
    let erasure: Erasure | null = null
    try {
      if (!this.#marked) await markOldFilters(this.#options.journal, this.#options.seal)
      this.#marked = true
      erasure = await this.#next()
      if (erasure === null) return idleMs
      this.#tell(erasure)
      const pauseMs = await (erasure.state === 'running' ? this.#erase(erasure) : this.#purge(erasure))
      this.#failures.forget(erasure.number)
      return pauseMs
    } catch (error) {
      if (erasure === null) {
        log.warn({ err: error }, 'Erasures cannot be looked for now; it is tried again.')
        return idleMs
      }
      const waitMs = this.#failures.add(
        erasure,
        error instanceof ErasureUndecided ? error.message : 'See the log.',
      )
      const about = { err: error, erasure: erasure.number, waitMs }
      log.warn(about, 'An erasure cannot go on now; it is tried again, the next ones go ahead.')
      return stepMs
    }
  }

  #tell({ number, state, upto }: Erasure): void {
    if (number <= this.#told) return
    this.#told = number
    const canceled = state === 'canceling'
    this.#options.log.info({ erasure: number, upto, canceled }, 'An erasure is worked on by this gateway.')
  }

  /**
   * The oldest, or the next one after those that failed. Whoever holds the oldest may work on the others as
   * well: nobody else gets any.
   */
  async #next(): Promise<Erasure | null> {
    const { journal, owner } = this.#options
    const oldest = await journal.takeErasure(owner, leaseMs)
    if (oldest === null || !this.#failures.waits(oldest)) return oldest
    let next: Erasure | null = null
    for (let before: number | undefined; ; ) {
      const page = await journal.erasures({ limit: erasuresAtOnce, ...(before !== undefined && { before }) })
      for (const erasure of page) {
        if (erasure.number <= oldest.number) return next
        if (erasure.endedAt === null && !this.#failures.waits(erasure)) next = erasure
      }
      const last = page.at(-1)
      if (last === undefined) return next
      before = last.number
    }
  }

  async #erase(erasure: Erasure): Promise<number> {
    const { journal, live, onDiscarded, now } = this.#options
    const { number, selection, upto, cursor } = erasure
    const filter = this.#filterOf(erasure)
    const found = await selectNext({ journal, snapshot: live.current(), selection, filter, upto }, cursor)
    const { events, rejections, done } = found
    const part = { number, from: cursor, to: found.cursor, events, rejections, done, now: now() }
    onDiscarded((await journal.erase(part)) ?? [])
    return stepMs
  }

  async #purge({ number, state, events, rejections }: Erasure): Promise<number> {
    const { journal, log, now } = this.#options
    const step = await journal.purge(number, now())
    if (step === 'done') {
      const canceled = state === 'canceling'
      log.info({ erasure: number, events, rejections, canceled }, 'An erasure is over.')
    }
    return step === 'wait' ? waitMs : stepMs
  }

  #filterOf({ number, selection }: Erasure): Filter | null {
    if (this.#filter?.of !== number) {
      const filter = selection.filter === null ? null : compileFilter(selection.filter, 'stored')
      this.#filter = { of: number, filter }
    }
    return this.#filter?.filter ?? null
  }
}
