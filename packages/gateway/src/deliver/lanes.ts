import type { Live } from '../configuration/live.ts'
import type { QueueRow, QueueStore } from '../journal/port/queue.ts'
import type { AcceptedEvent } from '../model/accepted.ts'
import { type DeliveryKey, undecidedDue } from '../model/delivery.ts'
import type { OwnedLane } from '../model/lane.ts'
import { attemptDelivery } from './attempt.ts'
import type { Content, Contents } from './contents.ts'
import type { ForwardedNames } from './delivery-message.ts'
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
  readonly journal: Pick<QueueStore, 'due' | 'nextDue' | 'settle' | 'release' | 'sendNow'>
  readonly live: Pick<Live, 'current'>
  readonly owner: string
  readonly contents: Contents
  readonly settler: Settler
  readonly targets: Targets
  readonly sourceOf: (source: number) => ForwardedNames
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  readonly now: () => number
  readonly random: () => number
  readonly onHappening: (happening: Happening) => void
  /** Whether a delivery may die of its last attempt now. */
  readonly mayDie: () => boolean
  /** Rows may have been queued in these lanes, whoever works them. */
  readonly onWoken: (lanes: readonly number[]) => void
  /** Called before a lane is given back; never rejects. */
  readonly beforeRelease: () => Promise<void>
  /** A lane that was being left is free again: it may be taken anew. */
  readonly onFreed: () => void
}

/** The lanes that this gateway owns, each with its worker; those of deleted destinations are emptied. */
export class Lanes {
  readonly #options: LanesOptions
  readonly #workers = new Map<number, LaneWorker>()
  /** Lanes with attempts of an earlier ownership in flight, or being emptied, each until that is over. */
  readonly #leaving = new Map<number, Promise<void>>()
  /** Lanes of deleted destinations that have been emptied, by the fence under which they were. */
  readonly #emptied = new Map<number, number>()
  #owned: readonly OwnedLane[] = []
  #retired = false

  constructor(options: LanesOptions) {
    this.#options = options
  }

  /** These lanes are owned from now on, and no others. */
  set(owned: readonly OwnedLane[]): void {
    // A renewal that was under way when all was retired.
    if (this.#retired) return
    this.#owned = owned
    this.reconcile()
    // A lease that had run out may have kept attempts waiting.
    this.#options.targets.wakeAll()
  }

  /** The destinations of which no lane is worked yet, and these lanes will be. */
  unknownDestinations(owned: readonly OwnedLane[]): readonly number[] {
    const { targets, live } = this.#options
    const snapshot = live.current()
    const fresh = owned.filter(({ number, destination }) => {
      if (this.#workers.has(number) || targets.get(destination)?.gate.used === true) return false
      const known = snapshot.destinationByNumber(destination)?.destination
      return known === undefined || (known.deletedAt === null && targets.sends(known))
    })
    return [...new Set(fresh.map(({ destination }) => destination))]
  }

  /** Brings the workers into line with the owned lanes and the configuration. */
  reconcile(): void {
    if (this.#retired) return
    const owned = new Map(this.#owned.map((lane) => [lane.number, lane]))
    const snapshot = this.#options.live.current()
    for (const [number, worker] of this.#workers) {
      const deleted = snapshot.destinationOfLane(number)?.destination.deletedAt !== null
      const lane = owned.get(number)
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
    for (const lane of this.#owned) {
      if (this.#workers.has(lane.number) || this.#leaving.has(lane.number)) continue
      if (lane.surplus === true) {
        this.#leave(lane.number, this.#giveBack(lane))
        continue
      }
      const live = snapshot.destinationOfLane(lane.number)
      if (live === undefined) continue
      if (live.destination.deletedAt !== null) {
        if (this.#emptied.get(lane.number) !== lane.fence) this.#empty(lane)
        continue
      }
      // What is pulled is lent by whichever gateway is asked.
      const { targets } = this.#options
      if (targets.sends(live.destination)) this.#work(lane, targets.of(live))
    }
  }

  offer(events: readonly AcceptedEvent[]): void {
    const { contents } = this.#options
    for (const { event, payload, queue } of events) {
      const workers = queue.flatMap((row) => {
        const worker = row.due === undecidedDue ? undefined : this.#workers.get(row.lane)
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
    for (const { number: lane } of this.#owned) {
      const at = now()
      const later = Math.max(after, at)
      while ((await journal.sendNow({ lane, limit: sentAtOnce }, later, at)) === sentAtOnce);
      this.#workers.get(lane)?.wake()
    }
  }

  owns(lane: number): boolean {
    return this.#owned.some(({ number }) => number === lane)
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
      this.#emptied.delete(number)
      this.#workers.get(number)?.wake()
    }
    this.#options.onWoken(lanes)
  }

  /** Over once nothing is in flight any more, in lanes that were being left before neither. No lane is worked again. */
  async retireAll(): Promise<void> {
    this.#retired = true
    const workers = [...this.#workers.values()]
    this.#workers.clear()
    await Promise.all([...workers.map((worker) => worker.retire()), ...this.#leaving.values()])
  }

  #work(lane: OwnedLane, target: Target): void {
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
      })
    const onDead = (content: Content | null, code: string | null): void => {
      onHappening({ what: 'dead', destination: target.destination, event: content?.event ?? null, code })
    }
    const parts = { journal, contents, settler, now, log, attempt, onDead }
    const worker = new LaneWorker(lane, target.gate, parts)
    this.#workers.set(lane.number, worker)
    worker.pump()
  }

  /** Another gateway has less than its share. */
  async #giveBack(lane: OwnedLane): Promise<void> {
    const { journal, owner, log, targets, beforeRelease } = this.#options
    await beforeRelease()
    this.#owned = this.#owned.filter(({ number }) => number !== lane.number)
    targets.left(lane.destination)
    await journal.release(owner, [lane]).catch((error: unknown) => {
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
      (error: unknown) =>
        log.warn(
          { err: error, lane: lane.number },
          'a lane cannot be emptied, trying again at the next renewal',
        ),
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
