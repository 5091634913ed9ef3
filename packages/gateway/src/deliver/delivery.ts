import type { Live } from '../configuration/live.ts'
import type { LoanStore } from '../journal/port/loans.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { QueueStore } from '../journal/port/queue.ts'
import type { ReplayStore } from '../journal/port/replays.ts'
import type { AcceptedEvent } from '../model/accepted.ts'
import type { DeliveryKey } from '../model/delivery.ts'
import { defaultHealthLimits, type Health, type HealthLimits } from '../model/health.ts'
import type { Trace } from '../model/trace.ts'
import type { Transports } from '../transports/transports.ts'
import { Contents } from './contents.ts'
import { createForwardedSources } from './forwarded-sources.ts'
import type { Happening } from './happening.ts'
import { HealthKeeper } from './health-keeper.ts'
import { Lanes } from './lanes.ts'
import type { DeliveryLog, DeliveryMetrics } from './log.ts'
import { Ownership } from './ownership.ts'
import { Pulls } from './pulls.ts'
import { Replayer, type ViewOf } from './replayer.ts'
import { Settler } from './settler.ts'
import { type PauseDestination, Targets } from './targets.ts'

/** What delivery is built from. */
export interface DeliveryOptions {
  readonly journal: Pick<
    QueueStore,
    | 'own'
    | 'onOwnershipChanged'
    | 'release'
    | 'due'
    | 'heedsOtherLanes'
    | 'settleApartMs'
    | 'waiting'
    | 'nextDue'
    | 'settle'
    | 'onQueued'
    | 'keepHealth'
    | 'healths'
    | 'sendNow'
  > &
    Pick<LookStore, 'payloads' | 'event' | 'events'> &
    LoanStore &
    Pick<ReplayStore, 'replays' | 'feedReplay'>
  readonly live: Pick<Live, 'current' | 'onChange' | 'placeBy'>
  readonly pause: PauseDestination
  /** Names this process among the gateways that share a journal; another at each start. */
  readonly owner: string
  /** How long lanes stay owned without a renewal, in ms. Default 15,000. */
  readonly leaseMs?: number
  readonly transports: Transports
  /** What the filters of replays and routes see of a stored event. */
  readonly view: ViewOf
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  readonly now: () => number
  /** Yields [0, 1), for jitter. Default `Math.random`. */
  readonly random?: () => number
  /** Bytes of events kept in memory between their acceptance and their delivery. Default 32 MiB. */
  readonly hotBytes?: number
  readonly health?: HealthLimits
  /** Whether deliveries may die of their last attempt now. Default: always. */
  readonly mayDie?: () => boolean
  /** Told of each attempt; absent where nobody follows them. */
  readonly trace?: Trace | undefined
  /** Told what the operator may want to hear. */
  readonly onHappening?: (happening: Happening) => void
}

/** Brings accepted events to their destinations. */
export interface Delivery {
  /** Those of kind `pull`, whose applications ask. */
  readonly pulls: Pulls
  /** Takes the lanes and begins. Rejects where the journal does. */
  start(): Promise<void>
  /** Events just committed by this process, with their bytes. Never blocks and never throws. */
  offer(events: readonly AcceptedEvent[]): void
  /** Rows may have been queued in these lanes: a replay, a delivery tried again. */
  wake(lanes: readonly number[]): void
  /** These have been discarded in the journal: none of them is begun any more. */
  discarded(deliveries: readonly DeliveryKey[]): void
  /** The wall clock was set by so many ms: waits go on as they were, or end at once. */
  clockSet(byMs: number): void
  /** A replay was made or changed. */
  replaysChanged(): void
  /** Begins no attempt more, waits for those in flight, writes their results, gives the lanes back. */
  drain(timeoutMs: number): Promise<void>
  /** Ends everything at once; what was in flight is sent again by the next owner. */
  close(): void
  /** The health of each destination that this gateway has had something to send to lately, by number. */
  health(): ReadonlyMap<number, Health>
}

const defaultLeaseMs = 15_000
const defaultHotBytes = 32 * 1024 * 1024
/** After a clock was set back, looks for what was on its way to the journal, in ms. */
const lateLooksMs = [2_000, 10_000]
/** What a drain gives the journal to take the last results, in ms. */
const settleMs = 2_000

/** Builds delivery; nothing happens before `start`. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { journal, live, owner, transports, log, metrics, now } = options
  const onHappening = options.onHappening ?? (() => undefined)
  const random = options.random ?? Math.random
  const sourceOf = createForwardedSources(live)
  let stopping = false
  const pulls = new Pulls({ journal, live, sourceOf, log, metrics, now, random, onHappening })
  const contents = new Contents(journal, options.hotBytes ?? defaultHotBytes)
  const limits = options.health ?? defaultHealthLimits
  const keeper = new HealthKeeper({ journal, limits, log, now, owning: () => ownership.valid })
  const settler = new Settler(journal, owner, log, () => targets.wakeAll())
  const targets = new Targets({
    live,
    pause: options.pause,
    keeper,
    transports,
    log,
    limits,
    now,
    stopped: () => stopping || settler.stuck || !ownership.valid,
    onHappening,
  })
  const lanes = new Lanes({
    journal,
    live,
    owner,
    contents,
    settler,
    targets,
    sourceOf,
    log,
    metrics,
    now,
    random,
    onHappening,
    mayDie: options.mayDie ?? (() => true),
    trace: options.trace,
    onWoken: (woken) => pulls.queued(woken),
    beforeRelease: () => keeper.flush(),
    onFreed: () => ownership.renew(),
  })
  const replayer = new Replayer({ journal, live, lanes, view: options.view, log, now })
  const ownership = new Ownership({
    journal,
    owner,
    leaseMs: options.leaseMs ?? defaultLeaseMs,
    log,
    prepare: (gained) => keeper.read(lanes.unknownDestinations(gained)),
    onOwned: (change, lapsed) => lanes.change(change, lapsed),
  })
  const sendNow = (after: number): void => {
    if (stopping) return
    lanes.sendNow(after).catch((error: unknown) => {
      log.warn({ err: error }, 'what waits cannot be sent after the clock was set back; it keeps its times')
    })
  }
  return {
    async start() {
      live.placeBy({ keepsUp: (lane) => lanes.keepsUp(lane), spreadsKeys: () => journal.heedsOtherLanes() })
      live.onChange((snapshot, { from, destinations, lanes: named }, rebuilt) => {
        if (from === null) {
          targets.update()
          lanes.reconcile()
          ownership.renew()
          return
        }
        targets.update(rebuilt)
        if (destinations.length > 0 || named.length > 0)
          lanes.reconcile(
            rebuilt.flatMap((number) =>
              snapshot.configuration.lanes.all('destination', number).map((lane) => lane.number),
            ),
          )
        // What is owned already is renewed in its time.
        if (named.some(({ number }) => !lanes.owns(number))) ownership.take()
      })
      journal.onQueued((queued) => lanes.wake(queued))
      journal.onOwnershipChanged((change) => (change === 'free' ? ownership.renew() : ownership.doubt()))
      await ownership.start()
      replayer.look()
      pulls.start()
    },
    pulls,
    offer(events) {
      lanes.offer(events)
      if (!pulls.idle) pulls.queued(events.flatMap(({ queue }) => queue.map(({ lane }) => lane)))
    },
    wake: (queued) => lanes.wake(queued),
    discarded: (deliveries) => lanes.drop(deliveries),
    clockSet(byMs) {
      targets.clockSet(byMs)
      pulls.clockSet(byMs)
      if (byMs > 0) return
      // What waits by the clock of before would wait so much longer, and so would what had long been due by it.
      const set = now()
      setTimeout(sendNow, 0, set).unref()
      // Then only what was taken in or judged by that clock and came late: what is due by this one goes on waiting.
      for (const ms of lateLooksMs) setTimeout(sendNow, ms, set - byMs - ms).unref()
    },
    replaysChanged: () => replayer.look(),
    async drain(timeoutMs) {
      stopping = true
      await within(settleMs, pulls.stop())
      await replayer.stop()
      await within(timeoutMs, lanes.retireAll())
      // What is still in flight is sent again by the next owner; what has ended is written down.
      await within(settleMs, Promise.all([settler.flush(), keeper.flush()]))
      settler.close()
      keeper.close()
      targets.closeAll()
      await ownership.release()
    },
    close() {
      stopping = true
      void lanes.retireAll()
      void replayer.stop()
      void pulls.stop()
      ownership.stop()
      settler.close()
      keeper.close()
      targets.closeAll()
    },
    health: () => targets.health(),
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, over])
  clearTimeout(timer)
}
