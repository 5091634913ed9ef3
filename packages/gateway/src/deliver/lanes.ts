import type { Live } from '../configuration/live.ts'
import type { QueueRow, QueueStore } from '../journal/port/queue.ts'
import type { AcceptedEvent } from '../model/accepted.ts'
import { type DeliveryKey, undecidedDue } from '../model/delivery.ts'
import type { Destination } from '../model/destination.ts'
import type { LaneChange, OwnedLane } from '../model/lane.ts'
import type { Trace } from '../model/trace.ts'
import { attemptDelivery } from './attempt.ts'
import type { Content, Contents } from './contents.ts'
import type { Forwarding } from './delivery-message.ts'
import { destinationsIn } from './destinations-in.ts'
import { discardLane } from './discard-lane.ts'
import type { Happening } from './happening.ts'
import { LaneWorker, type Tried } from './lane-worker.ts'
import type { DeliveryLog, DeliveryMetrics } from './log.ts'
import type { Settler } from './settler.ts'
import type { Target } from './target.ts'
import type { Targets } from './targets.ts'

/** Deliveries that one commit makes due. */
const sentAtOnce = 1_000

export interface LanesOptions {
  readonly journal: Pick<QueueStore, 'due' | 'nextDue' | 'waiting' | 'settle' | 'release' | 'sendNow'>
  readonly live: Pick<Live, 'current'>
  readonly owner: string
  readonly contents: Contents
  readonly settler: Settler
  readonly targets: Targets
  readonly sourceOf: (source: number) => Forwarding
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  readonly now: () => number
  readonly random: () => number
  readonly onHappening: (happening: Happening) => void
  /** Whether a delivery may die of its last attempt now. */
  readonly mayDie: () => boolean
  /** Told of each attempt; absent where nobody follows them. */
  readonly trace: Trace | undefined
  /** Rows may have been queued in these lanes, whoever works them. */
  readonly onWoken: (lanes: readonly number[]) => void
  /** Called before a lane is given back; never rejects. */
  readonly beforeRelease: () => Promise<void>
  /** A lane that was being left is free again: it may be taken anew. */
  readonly onFreed: () => void
}

/** After lanes could not be looked through, the next look, in ms. */
const lookAgainMs = 1_000
/** A lane that had no work for so long, in ms, rests. */
const restAfterMs = 50_000
/**
 * Where so many are worked, in ms: by then an idle connection is closed, and all else of a lane takes some 8 KiB. With
 * 50,000 customers who each have an event a minute that would be all the memory that there is.
 */
const crowdedRestMs = 5_000
const crowd = 2_000
/** How long lanes at rest go without a look, in ms: a safety net, for nothing should need it. */
const restLookMs = 60_000

/**
 * The lanes that this gateway owns. One in which something is queued has a worker, until it has been without work for
 * long; of tens of thousands most are at rest, and cost nothing. Those of deleted destinations are emptied.
 */
export class Lanes {
  readonly #options: LanesOptions
  readonly #workers = new Map<number, LaneWorker>()
  /** Owned, without a worker: nothing was queued in them when they were looked at, and nothing was told of since. */
  readonly #resting = new Set<number>()
  /** Owned, without a worker: whether something is queued in them is not known yet. */
  #unseen = new Set<number>()
  #looking = false
  #lookTimer: NodeJS.Timeout | null = null
  #lookedAt = performance.now()
  /** Lanes with attempts of an earlier ownership in flight, or being emptied, each until that is over. */
  readonly #leaving = new Map<number, Promise<void>>()
  /** Lanes that are to be gone through again at the next renewal. */
  readonly #unsettled = new Set<number>()
  /** Lanes of deleted destinations that have been emptied, by the fence under which they were. */
  readonly #emptied = new Map<number, number>()
  readonly #owned = new Map<number, OwnedLane>()
  #retired = false

  constructor(options: LanesOptions) {
    this.#options = options
  }

  /**
   * Lanes are owned otherwise from now on.
   *
   * @param lapsed - whether the lease before had run out: attempts may have been kept waiting
   */
  change({ gained, left }: LaneChange, lapsed: boolean): void {
    // A renewal that was under way when all was retired.
    if (this.#retired) return
    for (const { number } of left) this.#owned.delete(number)
    for (const lane of gained) this.#owned.set(lane.number, lane)
    const others = new Set([...left, ...gained].map(({ number }) => number))
    for (const number of others) {
      this.#resting.delete(number)
      this.#unseen.delete(number)
    }
    const again = [...this.#unsettled]
    this.#unsettled.clear()
    this.reconcile([...others, ...again])
    if (lapsed) this.#options.targets.wakeAll()
    if (performance.now() - this.#lookedAt > restLookMs) {
      for (const number of this.#resting) this.#unseen.add(number)
      this.#look()
    }
  }

  /** The destinations of which no lane is worked yet, and these lanes will be. */
  unknownDestinations(gained: readonly OwnedLane[]): readonly number[] {
    const { targets, live } = this.#options
    const destinationOf = destinationsIn(live.current().configuration, gained.length)
    const fresh = gained.filter(({ number, destination }) => {
      if (this.#workers.has(number) || targets.get(destination)?.gate.used === true) return false
      const known = destinationOf(destination)
      return known === undefined || (known.deletedAt === null && targets.sends(known))
    })
    return [...new Set(fresh.map(({ destination }) => destination))]
  }

  /**
   * Brings lanes into line with what is owned and with the configuration.
   *
   * @param numbers - those that may be others now. Default: all
   */
  reconcile(
    numbers: readonly number[] = [...new Set([...this.#workers.keys(), ...this.#owned.keys()])],
  ): void {
    if (this.#retired) return
    const destinationOf = destinationsIn(this.#options.live.current().configuration, numbers.length)
    for (const number of numbers) {
      this.#letGo(number)
      this.#take(number, destinationOf)
    }
    this.#look()
  }

  /** Takes the worker from a lane that is another gateway's by now, or is to be given back, or deleted. */
  #letGo(number: number): void {
    const worker = this.#workers.get(number)
    if (worker === undefined) return
    const lane = this.#owned.get(number)
    const live = this.#options.live.current().destinationOfLane(number)
    const deleted = live?.destination.deletedAt !== null
    if (lane?.fence !== worker.lane.fence || deleted) {
      this.#leave(number, worker.lose().then(this.#options.onFreed))
      this.#options.targets.left(worker.lane.destination)
    } else if (lane.surplus === true) {
      this.#leave(
        number,
        worker.retire().then(() => this.#giveBack(lane)),
      )
    }
  }

  /** Sees to a lane that is owned and has no worker. */
  #take(number: number, destinationOf: (number: number) => Destination | undefined): void {
    const lane = this.#owned.get(number)
    if (lane === undefined || this.#workers.has(number)) return
    if (this.#leaving.has(number)) {
      this.#unsettled.add(number)
      return
    }
    if (lane.surplus === true) {
      this.#leave(number, this.#giveBack(lane))
      return
    }
    const destination = destinationOf(lane.destination)
    if (destination === undefined) return
    if (destination.deletedAt !== null) {
      this.#resting.delete(number)
      if (this.#emptied.get(number) !== lane.fence) this.#empty(lane)
      return
    }
    // What is pulled is lent by whichever gateway is asked.
    if (this.#options.targets.sends(destination) && !this.#resting.has(number)) this.#unseen.add(number)
  }

  /** Looks in which of the lanes that are not known something is queued: those are worked, the others rest. */
  #look(): void {
    if (this.#looking || this.#retired || this.#unseen.size === 0) return
    const asked = this.#unseen
    this.#unseen = new Set()
    this.#looking = true
    this.#lookedAt = performance.now()
    const { journal, log } = this.#options
    journal.waiting([...asked]).then(
      (found) => {
        this.#looking = false
        const waiting = new Set(found)
        for (const number of asked) {
          // What became of it meanwhile counts.
          if (this.#unseen.has(number) || !this.#isFree(number)) continue
          this.#resting.add(number)
          if (waiting.has(number)) this.#begin(number)?.wake()
        }
        this.#look()
      },
      (error: unknown) => {
        this.#looking = false
        log.warn({ err: error }, 'the lanes cannot be looked through, trying again')
        for (const number of asked) if (this.#isFree(number)) this.#unseen.add(number)
        if (this.#retired) return
        this.#lookTimer ??= setTimeout(() => {
          this.#lookTimer = null
          this.#look()
        }, lookAgainMs).unref()
      },
    )
  }
  offer(events: readonly AcceptedEvent[]): void {
    const { contents } = this.#options
    for (const { event, payload, queue } of events) {
      const workers = queue.flatMap((row) => {
        const worker = row.due === undecidedDue ? undefined : this.#begin(row.lane)
        return worker === undefined ? [] : [{ worker, row }]
      })
      if (workers.length === 0) continue
      contents.keep({ event, payload }, workers.length)
      for (const { worker, row } of workers) {
        const { lane, due, orderKey } = row
        const soon = worker.offer({
          lane,
          due,
          seq: event.seq,
          replay: 0,
          attempts: 0,
          earlier: 0,
          orderKey,
        })
        if (!soon) contents.done(event.seq)
      }
    }
  }

  /**
   * Makes what waits in the lanes of this gateway until later than `after`, and than now, due now. Rejects as the journal
   * does.
   */
  async sendNow(after: number): Promise<void> {
    const { journal, now } = this.#options
    for (const lane of await journal.waiting([...this.#owned.keys()])) {
      const at = now()
      const later = Math.max(after, at)
      while ((await journal.sendNow({ lane, limit: sentAtOnce }, later, at)) === sentAtOnce);
      this.#begin(lane)?.wake()
    }
  }

  owns(lane: number): boolean {
    return this.#owned.has(lane)
  }

  /** Whether what is queued in this lane is sent by this gateway, at once. */
  keepsUp(lane: number): boolean {
    const worker = this.#workers.get(lane)
    if (worker !== undefined) return worker.keepsUp
    return this.#resting.has(lane) && this.#isFree(lane) && this.#owned.get(lane)?.surplus !== true
  }

  lags(lane: number): boolean {
    return this.#workers.get(lane)?.lagging === true
  }

  /** Lets go of deliveries that somebody has settled; what waited behind them in their order may go. */
  drop(deliveries: readonly DeliveryKey[]): void {
    for (const delivery of deliveries) this.#workers.get(delivery.lane)?.drop(delivery)
    this.wake([...new Set(deliveries.map(({ lane }) => lane))])
  }

  wake(lanes: readonly number[]): void {
    for (const number of lanes) {
      if (this.#emptied.delete(number)) this.#unsettled.add(number)
      this.#begin(number)?.wake()
    }
    this.#options.onWoken(lanes)
  }

  /** Over once nothing is in flight any more, in lanes that were being left before neither. No lane is worked again. */
  async retireAll(): Promise<void> {
    this.#retired = true
    const workers = [...this.#workers.values()]
    this.#workers.clear()
    if (this.#lookTimer !== null) clearTimeout(this.#lookTimer)
    await Promise.all([...workers.map((worker) => worker.retire()), ...this.#leaving.values()])
  }

  /** Whether a lane is owned, and nobody is at work in it. */
  #isFree(number: number): boolean {
    return this.#owned.has(number) && !this.#workers.has(number) && !this.#leaving.has(number)
  }

  /** The worker of a lane, made where it may be worked; undefined where it may not. */
  #begin(number: number): LaneWorker | undefined {
    const known = this.#workers.get(number)
    if (known !== undefined) return known
    const lane = this.#owned.get(number)
    if (this.#retired || lane === undefined || lane.surplus === true || this.#leaving.has(number))
      return undefined
    const { targets, live } = this.#options
    const found = live.current().destinationOfLane(number)
    if (found === undefined || found.destination.deletedAt !== null || !targets.sends(found.destination))
      return undefined
    this.#unseen.delete(number)
    return this.#work(lane, targets.of(found), this.#resting.delete(number))
  }

  /** A lane has been without work for long. */
  #rest(worker: LaneWorker): void {
    const { number, destination } = worker.lane
    if (this.#workers.get(number) !== worker) return
    this.#workers.delete(number)
    this.#resting.add(number)
    void worker.retire().then(() => this.#options.targets.rest(destination))
  }

  #work(lane: OwnedLane, target: Target, atRest: boolean): LaneWorker {
    const { journal, contents, settler, now, log } = this.#options
    const { metrics, random, onHappening, sourceOf } = this.#options
    const onGone = (): void => onHappening({ what: 'gone', destination: target.destination, paused: false })
    const attempt = (row: QueueRow, content: Content): Promise<Tried> =>
      attemptDelivery(row, content, {
        target,
        source: sourceOf(content.event.source),
        metrics,
        now,
        random,
        onGone,
        mayDie: this.#options.mayDie,
        trace: this.#options.trace,
      })
    const onDead = (content: Content | null, code: string | null): void => {
      onHappening({ what: 'dead', destination: target.destination, event: content?.event ?? null, code })
    }
    const onRest = (worker: LaneWorker): void => this.#rest(worker)
    const beside = (): readonly number[] => this.#beside(lane)
    const restAfter = (): number => (this.#workers.size > crowd ? crowdedRestMs : restAfterMs)
    const parts = {
      ...{ journal, contents, settler, now, log, attempt, onDead, onRest, beside },
      restAfterMs: restAfter,
    }
    const worker = new LaneWorker(lane, target.gate, parts, atRest)
    this.#workers.set(lane.number, worker)
    if (!atRest) worker.pump()
    return worker
  }

  /** The other lanes of its destination, those of earlier shards included. */
  #beside(lane: OwnedLane): readonly number[] {
    const lanes = this.#options.live.current().destinationByNumber(lane.destination)?.lanes ?? []
    return lanes.length < 2 ? [] : lanes.flatMap(({ number }) => (number === lane.number ? [] : [number]))
  }

  /** Another gateway has less than its share. */
  async #giveBack(lane: OwnedLane): Promise<void> {
    const { journal, owner, log, targets, beforeRelease } = this.#options
    await beforeRelease()
    this.#owned.delete(lane.number)
    targets.left(lane.destination)
    await journal.release(owner, [lane]).catch((error: unknown) => {
      if (!this.#owned.has(lane.number)) this.#owned.set(lane.number, lane)
      this.#unsettled.add(lane.number)
      log.warn(
        { err: error, lane: lane.number },
        'a lane cannot be given back, trying again at the next renewal',
      )
    })
  }

  #empty(lane: OwnedLane): void {
    const { journal, owner, now, log } = this.#options
    const work = discardLane(journal, owner, lane, now).then(
      (discarded) => {
        this.#emptied.set(lane.number, lane.fence)
        if (discarded > 0)
          log.info({ lane: lane.number, discarded }, 'deliveries to a deleted destination discarded')
      },
      (error: unknown) => {
        this.#unsettled.add(lane.number)
        log.warn(
          { err: error, lane: lane.number },
          'a lane cannot be emptied, trying again at the next renewal',
        )
      },
    )
    this.#leave(lane.number, work)
  }

  #leave(number: number, work: Promise<void>): void {
    this.#workers.delete(number)
    this.#leaving.set(
      number,
      work.finally(() => this.#leaving.delete(number)),
    )
  }
}
