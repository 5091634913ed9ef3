import { damagedView } from '../configuration/damaged-view.ts'
import { compileFilter, type EventView, type Filter } from '../configuration/filter.ts'
import type { Live, Snapshot } from '../configuration/live.ts'
import type { Destined } from '../configuration/snapshot.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { NewQueueRow } from '../journal/port/queue.ts'
import type { ReplayStore } from '../journal/port/replays.ts'
import { undecidedDue } from '../model/delivery.ts'
import type { StoredEvent } from '../model/event.ts'
import type { Replay } from '../model/replay.ts'
import { StepLoop } from '../model/step-loop.ts'
import type { Content } from './contents.ts'
import type { DeliveryLog } from './log.ts'

/** Makes what filters see of a stored event. */
export type ViewOf = (sourceName: string, content: Content) => EventView

/** What a replay needs to know of the lanes. */
export interface ReplayLanes {
  /** Whether this gateway owns the lane. */
  owns(lane: number): boolean
  /** Whether more is at hand in the lane than it sends now. */
  lags(lane: number): boolean
  wake(lanes: readonly number[]): void
}

export interface ReplayerOptions {
  readonly journal: Pick<ReplayStore, 'replays' | 'feedReplay'> &
    Pick<LookStore, 'event' | 'events' | 'payloads'>
  readonly live: Pick<Live, 'current'>
  readonly lanes: ReplayLanes
  readonly view: ViewOf
  readonly log: DeliveryLog
  readonly now: () => number
}

/** How far ahead of their time deliveries are queued, and how often, in ms. */
const aheadMs = 2_000
const stepMs = 500
/** How often to look for replays of others' making, in ms. */
const idleMs = 5_000
/**
 * A replay begins so long after it was made, in ms: sequence numbers are given before the commit, and one
 * below `upto` may still be on its way.
 */
const settleMs = 1_000
/** Events read at once, payloads read at once, and sequence numbers looked at in one step. */
const eventsAtOnce = 500
const payloadsAtOnce = 64
const windowsAStep = 20
const window = 5_000

/**
 * Feeds running replays into the queue, a couple of seconds' worth at a time, each row due when the replay's
 * rate says. The cursor moves in the same commit, so a crash repeats nothing and leaves nothing out. One
 * gateway feeds a replay: the owner of its destination's lane, or for many destinations of the first lane.
 */
export class Replayer {
  readonly #options: ReplayerOptions
  /** When the next event of each replay is due, in fractions of ms. */
  readonly #nextDue = new Map<number, number>()
  readonly #filters = new Map<number, Filter>()
  readonly #loop = new StepLoop(() => this.#work(), stepMs)

  constructor(options: ReplayerOptions) {
    this.#options = options
  }

  /** Looks for running replays now; call it after one was made or changed. */
  look(): void {
    this.#loop.look()
  }

  /** Over once nothing is being fed. */
  stop(): Promise<void> {
    return this.#loop.stop()
  }

  /** Feeds each running replay; answers when to look again. */
  async #work(): Promise<number> {
    const { journal, log } = this.#options
    try {
      const running = await journal.replays({ running: true, limit: 100 })
      const numbers = new Set(running.map(({ number }) => number))
      for (const known of this.#nextDue.keys()) {
        if (numbers.has(known)) continue
        this.#forget(known)
        log.info({ replay: known }, 'A replay is paused or canceled.')
      }
      // The oldest first.
      for (const replay of running.toReversed()) {
        if (this.#loop.stopped) break
        await this.#step(replay).catch((error: unknown) => {
          log.warn({ err: error, replay: replay.number }, 'a replay cannot be fed, trying again')
        })
      }
      return running.length > 0 ? stepMs : idleMs
    } catch (error) {
      log.warn({ err: error }, 'the replays cannot be read, trying again')
      return stepMs
    }
  }

  async #step(replay: Replay): Promise<void> {
    const { journal, live, lanes, log, now } = this.#options
    const snapshot = live.current()
    const lane = leadingLane(replay, snapshot)
    if (lane === null || !lanes.owns(lane)) return this.#forget(replay.number)
    // One that seems to have been made later than now was made before the clock was set back.
    const ageMs = now() - replay.createdAt
    if ((ageMs >= 0 && ageMs < settleMs) || lanes.lags(lane)) return
    const msEach = 1000 / replay.ratePerSecond
    const known = this.#nextDue.get(replay.number) ?? 0
    // Further ahead than it ever feeds: likewise.
    let nextDue = known > now() + aheadMs + msEach ? now() : Math.max(known, now())
    const wanted = Math.floor((now() + aheadMs - nextDue) / msEach) + 1
    if (wanted < 1) return
    const part = await this.#read(replay, snapshot, wanted)
    const rows: NewQueueRow[] = []
    for (const { seq, to } of part.chosen) {
      const due = Math.floor(nextDue)
      nextDue += msEach
      for (const { lane, orderKey, undecided } of to)
        rows.push({ lane, orderKey, seq, due: undecided ? undecidedDue : due, replay: replay.number })
    }
    const { number, cursor } = replay
    const done = part.cursor >= replay.upto
    const events = part.chosen.length
    const fed = await journal.feedReplay({
      number,
      from: cursor,
      to: part.cursor,
      rows,
      events,
      done,
      now: now(),
    })
    if (!fed) return
    if (!this.#nextDue.has(number)) {
      const { ratePerSecond, upto } = replay
      log.info({ replay: number, ratePerSecond, from: cursor, upto }, 'A replay is fed by this gateway.')
    }
    this.#nextDue.set(number, nextDue)
    if (done) {
      this.#forget(number)
      log.info({ replay: number, events: replay.events + events }, 'A replay is fed to its end.')
    }
    if (rows.length > 0) lanes.wake([...new Set(rows.map((row) => row.lane))])
  }

  /** The next `wanted` events of a replay with the lanes that they go to, and where the cursor then stands. */
  async #read(
    replay: Replay,
    snapshot: Snapshot,
    wanted: number,
  ): Promise<{ chosen: Chosen[]; cursor: number }> {
    const chosen: Chosen[] = []
    let cursor = replay.cursor
    for (
      let windows = 0;
      windows < windowsAStep && chosen.length < wanted && cursor < replay.upto;
      windows++
    ) {
      const { events, end } = await this.#events(replay, cursor)
      let at = 0
      while (at < events.length && chosen.length < wanted) {
        const some = events.slice(at, at + Math.min(payloadsAtOnce, wanted - chosen.length))
        at += some.length
        chosen.push(...(await this.#choose(replay, snapshot, some)))
      }
      cursor = at < events.length ? (events[at - 1]?.seq ?? cursor) : end
    }
    return { chosen, cursor }
  }

  /** Events beyond the cursor that the selection names, in order, and up to where all of them have been seen. */
  async #events(
    replay: Replay,
    cursor: number,
  ): Promise<{ events: readonly Pick<StoredEvent, 'seq'>[]; end: number }> {
    const { events, source, type, verdict, from, to } = replay.selection
    if (events !== null) {
      const rest = events.filter((seq) => seq > cursor && seq <= replay.upto)
      const page = rest.slice(0, eventsAtOnce)
      const end = rest.length > page.length ? (page.at(-1) ?? cursor) : replay.upto
      return { events: page.map((seq) => ({ seq })), end }
    }
    const last = Math.min(replay.upto, cursor + window)
    const page = await this.#options.journal.events({
      after: cursor,
      before: last + 1,
      oldestFirst: true,
      limit: eventsAtOnce,
      ...(source !== null && { source }),
      ...(type !== null && { type }),
      ...(verdict !== null && { verdict }),
      ...(from !== null && { from }),
      ...(to !== null && { to }),
    })
    return { events: page, end: page.length === eventsAtOnce ? (page.at(-1)?.seq ?? last) : last }
  }

  /**
   * Those whose content is still there, that the filter lets pass, and that lead somewhere. Damaged content is there:
   * its delivery dies of it, for everybody to see, or waits undecided where a filter asks for it.
   */
  async #choose(
    replay: Replay,
    snapshot: Snapshot,
    events: readonly Pick<StoredEvent, 'seq'>[],
  ): Promise<Chosen[]> {
    const contents = await this.#options.journal.payloads(events.map(({ seq }) => seq))
    const filter = this.#filterOf(replay)
    const chosen: Chosen[] = []
    for (const { seq } of events) {
      const content = contents.get(seq)
      const damaged = contents.damaged?.has(seq) ? await this.#options.journal.event(seq) : null
      const event = content?.event ?? damaged
      const source = event === null ? undefined : snapshot.sourceByNumber(event.source)
      if (event === null || source === undefined) continue
      const { name } = source.source
      const { type, verdict } = event
      const view =
        content === undefined
          ? damagedView({ source: name, type: type ?? '', verdict })
          : this.#options.view(name, content)
      let doubtful = false
      const passed = filter?.(view, (why) => {
        // A field that is not there does not match. What ends for another reason is not left out in silence.
        doubtful = why !== 'failed'
      })
      if (passed === false && !doubtful) continue
      const routed =
        replay.destination === null ? snapshot.lanesFor(source, view) : laneOf(replay, snapshot, view)
      const to = doubtful ? routed.map(({ lane }) => asUndecided(lane)) : routed
      if (to.length > 0) chosen.push({ seq, to })
    }
    return chosen
  }

  #filterOf({ number, selection }: Replay): Filter | null {
    if (selection.filter === null) return null
    const filter = this.#filters.get(number) ?? compileFilter(selection.filter, 'stored')
    this.#filters.set(number, filter)
    return filter
  }

  #forget(number: number): void {
    this.#nextDue.delete(number)
    this.#filters.delete(number)
  }
}

interface Chosen {
  readonly seq: number
  readonly to: readonly Destined[]
}

function asUndecided(lane: number): Destined {
  return { lane, orderKey: null, undecided: true }
}

function laneOf(replay: Replay, snapshot: Snapshot, view: EventView): Chosen['to'] {
  const live = snapshot.destinationByNumber(replay.destination ?? -1)
  const [lane] = live?.lanes ?? []
  if (live === undefined || lane === undefined || live.destination.deletedAt !== null) return []
  return [{ lane: lane.number, orderKey: live.orderKey?.(view) ?? null }]
}

function leadingLane(replay: Replay, snapshot: Snapshot): number | null {
  const live = snapshot.destinationByNumber(replay.destination ?? -1)
  const [own] = live?.destination.deletedAt === null ? live.lanes : []
  if (own !== undefined) return own.number
  const [first] = snapshot.configuration.lanes
  return first?.number ?? null
}
