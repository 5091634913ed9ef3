import type { QueueStore } from '../journal/port/queue.ts'
import { type LaneChange, laneChange, type OwnedLane } from '../model/lane.ts'
import type { DeliveryLog } from './log.ts'

/** After a renewal that failed, the next, in ms. */
const renewAgainMs = 500
/** Lanes that come one after the other are taken together, so often at most, in ms. */
const takeMs = 100

export interface OwnershipOptions {
  readonly journal: Pick<QueueStore, 'own' | 'release'>
  readonly owner: string
  readonly leaseMs: number
  readonly log: DeliveryLog
  /** Reads what is to be known of lanes before they are worked. */
  readonly prepare: (gained: readonly OwnedLane[]) => Promise<void>
  /** Told after each renewal what is owned otherwise than before; `lapsed`: the lease before had run out. */
  readonly onOwned: (change: LaneChange, lapsed: boolean) => void
}

/** Takes lanes, renews the lease at a third of its length, and knows how long they are surely ours. */
export class Ownership {
  readonly #options: OwnershipOptions
  #lanes: readonly OwnedLane[] = []
  /** Those that were told of: not yet what is prepared, and again what could not be. */
  #told: readonly OwnedLane[] = []
  /** By a clock that nobody sets: a step of the wall clock must not lengthen a lease. */
  #until = 0
  #timer: NodeJS.Timeout | null = null
  #renewing: Promise<void> | null = null
  #again = false
  #doubts = 0
  /** Waits until new lanes may be taken. */
  #taking: NodeJS.Timeout | null = null
  #takenAt = Number.NEGATIVE_INFINITY
  #stopped = false

  constructor(options: OwnershipOptions) {
    this.#options = options
  }

  /** Whether the lease still runs; where it does not, another gateway may have the lanes by now. */
  get valid(): boolean {
    return performance.now() < this.#until
  }

  /** The first taking; rejects where the journal does. */
  async start(): Promise<void> {
    await this.#own()
    this.#schedule(this.#options.leaseMs / 3)
  }

  /** Takes and renews now, once more after a renewal that is under way. */
  renew(): void {
    if (this.#stopped) return
    if (this.#renewing !== null) {
      this.#again = true
      return
    }
    this.#renewing = this.#renew().finally(() => {
      this.#renewing = null
      if (!this.#again) return
      this.#again = false
      this.renew()
    })
  }

  /** There are new lanes: takes them now, or in a moment where some have just been taken. */
  take(): void {
    if (this.#stopped || this.#taking !== null) return
    const waitMs = Math.max(0, this.#takenAt + takeMs - performance.now())
    this.#taking = setTimeout(() => {
      this.#taking = null
      this.#takenAt = performance.now()
      this.renew()
    }, waitMs)
  }

  /** Others may have taken our lanes: nothing is begun before a renewal that comes after this. */
  doubt(): void {
    this.#doubts++
    this.#until = 0
    this.renew()
  }

  /** Gives all lanes back, so that the next owner need not wait for the lease to end. */
  async release(): Promise<void> {
    this.stop()
    await this.#renewing
    this.#until = 0
    const lanes = this.#lanes.map(({ number, fence }) => ({ number, fence }))
    if (lanes.length > 0) await this.#options.journal.release(this.#options.owner, lanes)
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (this.#taking !== null) clearTimeout(this.#taking)
  }

  async #renew(): Promise<void> {
    try {
      await this.#own()
      this.#schedule(this.#options.leaseMs / 3)
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the lanes cannot be renewed, trying again')
      this.#schedule(renewAgainMs)
    }
  }

  async #own(): Promise<void> {
    const { journal, owner, leaseMs, prepare, onOwned } = this.#options
    // From before the call: how much of the lease the call itself took is unknown.
    const from = performance.now()
    const doubts = this.#doubts
    const before = this.#lanes
    this.#lanes = await journal.own(owner, leaseMs)
    this.#tellTaken(laneChange(before, this.#lanes))
    if (this.#stopped) return
    const change = laneChange(this.#told, this.#lanes)
    await prepare(change.gained)
    if (this.#stopped) return
    const lapsed = !this.valid
    if (doubts === this.#doubts) this.#until = from + leaseMs
    this.#told = this.#lanes
    onOwned(change, lapsed)
  }

  /** Lanes that another gateway had, or this one before it was started anew: whoever looks for a takeover finds it here. */
  #tellTaken({ gained, left }: LaneChange): void {
    const fences = new Map(left.map(({ number, fence }) => [number, fence]))
    const taken = gained.filter(({ number, fence }) => fence > 1 && fences.get(number) !== fence)
    if (taken.length > 0) this.#options.log.info({ lanes: taken.length }, 'lanes were taken over')
  }

  #schedule(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(() => this.renew(), ms)
  }
}
