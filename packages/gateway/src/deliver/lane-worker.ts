import type { QueueRow, QueueStore, Settlement } from '../journal/port/queue.ts'
import { type Attempt, endWithoutTry } from '../model/delivery.ts'
import type { OwnedLane } from '../model/lane.ts'
import type { Content, Contents, MissingContent } from './contents.ts'
import type { Ended, Gate, GateUser, Permit } from './gate.ts'
import { Held } from './held.ts'
import type { DeliveryLog } from './log.ts'
import type { Settler } from './settler.ts'

/** What one attempt came to: what to write down and what it says of the destination. */
export interface Tried {
  readonly attempt: Attempt
  readonly next: Settlement['next']
  readonly ended: Ended
}

/** What a lane needs of the rest. */
export interface LaneParts {
  readonly journal: Pick<QueueStore, 'due' | 'nextDue'>
  readonly contents: Contents
  readonly settler: Settler
  readonly now: () => number
  readonly log: DeliveryLog
  /** Told of a delivery that has died; the content is null where it is gone. */
  readonly onDead: (content: Content | null, code: string | null) => void
  /** Told that the lane has been at rest for long: nothing is queued in it, and nothing is on its way. */
  readonly onRest: (worker: LaneWorker) => void
  /** A lane that had no work for so long, in ms, has no worker either. */
  readonly restAfterMs: () => number
  /** The other lanes of the destination: an earlier delivery of a key may wait there. */
  readonly beside: () => readonly number[]
  /** Makes one attempt; never rejects. */
  readonly attempt: (row: QueueRow, content: Content, permit: Permit) => Promise<Tried>
}

/** Rows read at once and held ready. */
const pageRows = 256
/** Rows held in all; beyond it fresh ones are left in the journal. */
const mostHeld = 1_024
/** Rows ready with the bytes of their events in memory; those of a row behind so many are read when it is its turn. */
const mostWithBytes = 256
/** A lane with so many rows at hand that have not begun is behind what comes in. */
const mostAhead = 64
/** Shortest time between two readings that a due time has caused, in ms. */
const readingPauseMs = 20
/** Wait after the journal could not be read, in ms. */
const brokenReadingMs = 1_000
/** How long a lane without work goes without looking, in ms: a safety net, for nothing should need it. */
const idleLookMs = 60_000

/**
 * Works one lane off. Fresh events come from `offer` with their bytes in memory. A lane that cannot take
 * them, or that has just been taken over, is behind: it reads pages from the journal, each time from the
 * beginning, since the order of due times is not the order of commits, and skips what it holds already.
 */
export class LaneWorker implements GateUser {
  readonly lane: OwnedLane
  readonly gate: Gate
  readonly #parts: LaneParts
  readonly #held = new Held()
  #behind: boolean
  /** Something may have been queued since the reading under way began. */
  #missed = false
  #reading = false
  /** When the last reading began, by a clock that nobody sets, as all moments within this process. */
  #readAt = 0
  /** What may have left something in the queue that is not at hand, counted; and as far as that was looked after. */
  #doubts = 0
  #cleared: number
  /** When it was looked for last, or nothing was there to be found. */
  #lookedAt = performance.now()
  /** When it last had work. */
  #usedAt = performance.now()
  /** Nothing is read before this moment. */
  #notBefore = 0
  #retired = false
  #timer: NodeJS.Timeout | null = null
  #timerAt = Number.POSITIVE_INFINITY
  #idle: (() => void) | null = null

  /** @param atRest - nothing is queued in the lane, as far as is known; whatever is offered is the first */
  constructor(lane: OwnedLane, gate: Gate, parts: LaneParts, atRest = false) {
    this.lane = lane
    this.gate = gate
    this.#parts = parts
    this.#behind = !atRest
    this.#cleared = atRest ? 0 : -1
    gate.join(this)
    if (atRest) this.#wakeIn(parts.restAfterMs())
  }

  /** Whether what is offered now begins soon. */
  get keepsUp(): boolean {
    return !this.#retired && this.#held.ready < mostAhead && this.gate.appetite(1) > 0
  }

  /** Whether more is at hand than is sent now. */
  get lagging(): boolean {
    return this.#held.ready >= pageRows / 2 || this.gate.appetite(1) === 0
  }

  /**
   * A row that has just been committed by this process: answers whether its bytes had better stay in memory.
   * They need not where it has been taken already, where nothing is sent for now, or where so much goes before
   * it that they are read again in time: else the events for a slow destination would fill that memory.
   */
  offer(row: QueueRow): boolean {
    if (this.#retired) return false
    this.#usedAt = performance.now()
    const open = this.gate.appetite(1) > 0
    const soon = this.#held.ready < mostWithBytes
    // Whether another of its order key waits, the journal knows.
    if (!open || row.orderKey !== null || this.#held.size >= mostHeld || (this.#behind && !this.#reading)) {
      this.#look()
      if (open) this.pump()
      return open && soon
    }
    if (!this.#held.offer(row)) return false
    this.pump()
    return soon
  }

  /** Rows may have been queued by somebody. */
  wake(): void {
    this.#look()
    this.pump()
  }

  /** A row that somebody else has settled; it is not begun. One that is under way goes on, and settles nothing. */
  drop(at: Pick<QueueRow, 'seq' | 'replay'>): void {
    if (this.#held.drop(at)) this.#parts.contents.done(at.seq)
  }

  pump(): void {
    if (this.#retired) return
    while (this.#held.ready > 0) {
      const permit = this.gate.take()
      if (permit === null) break
      const row = this.#held.begin()
      if (row !== undefined) void this.#try(row, permit)
    }
    if (this.#behind && !this.#reading) void this.#read()
  }

  shed(): void {
    for (const row of this.#held.shed()) this.#parts.contents.done(row.seq)
    this.#look()
  }

  /** Begins nothing more. Over once nothing is in flight; what that comes to still counts for the gate. */
  async retire(): Promise<void> {
    await this.#stop()
    this.gate.leave(this)
  }

  /** The lane is another's by now: like `retire`, but what is in flight says nothing of the destination any more. */
  async lose(): Promise<void> {
    this.gate.leave(this)
    await this.#stop()
  }

  #stop(): Promise<void> {
    this.#retired = true
    this.shed()
    if (this.#timer !== null) clearTimeout(this.#timer)
    return new Promise((resolve) => {
      if (this.#held.size === 0) resolve()
      else this.#idle = resolve
    })
  }

  async #try(row: QueueRow, permit: Permit): Promise<void> {
    let content: Content | MissingContent | undefined = this.#parts.contents.get(row.seq)
    if (content === undefined) {
      try {
        content = await this.#parts.contents.load(row.seq)
      } catch {
        this.#end(row)
        this.#pause()
        this.gate.give(permit, null)
        return
      }
      // Reading takes a while, and the lane may be another's by now, or the destination paused.
      if (this.#retired || this.gate.appetite(1) === 0) {
        this.#parts.contents.done(row.seq)
        this.#end(row)
        this.#look()
        this.gate.give(permit, null)
        return
      }
    }
    if (typeof content === 'string') {
      this.gate.give(permit, null)
      this.#settle(row, null, endWithoutTry(content, this.#parts.now()), { state: 'dead' })
      return
    }
    const { attempt, next, ended } = await this.#parts.attempt(row, content, permit)
    this.#settle(row, content, attempt, next)
    this.gate.give(permit, ended)
  }

  #settle(row: QueueRow, content: Content | null, attempt: Attempt, next: Settlement['next']): void {
    const { due, seq, replay } = row
    const settlement = {
      lane: this.lane.number,
      fence: this.lane.fence,
      at: { due, seq, replay },
      attempt,
      next,
    }
    // Another of its order key may go then.
    const isAwaited = row.orderKey !== null
    const done = (mine: boolean): void => {
      this.#parts.contents.done(seq)
      this.#end(row)
      if (!mine || 'retryAt' in next) this.#doubts++
      if (mine && 'retryAt' in next) this.#wakeAt(next.retryAt)
      if (mine && 'state' in next && next.state === 'dead') this.#parts.onDead(content, attempt.code)
      if (isAwaited) this.wake()
    }
    this.#parts.settler.add(settlement, done, isAwaited)
  }

  #end(row: QueueRow): void {
    this.#held.end(row)
    this.#usedAt = performance.now()
    if (this.#held.size === 0) this.#idle?.()
  }

  /** The journal could not be read: nothing is read for a moment. */
  #pause(): void {
    this.#notBefore = performance.now() + brokenReadingMs
    this.#behind = true
    this.#wakeIn(brokenReadingMs)
  }

  #look(): void {
    this.#behind = true
    this.#missed = true
    this.#doubts++
  }

  async #read(): Promise<void> {
    const wanted = this.gate.appetite(pageRows)
    const now = this.#parts.now()
    const begun = performance.now()
    // Where the gate is shut, or enough is at hand, whoever opens it or ends an attempt pumps again.
    if (wanted === 0 || this.#held.ready > wanted / 2) return
    if (begun < this.#notBefore) {
      // A timer may ring a little before its time.
      this.#wakeIn(this.#notBefore - begun)
      return
    }
    this.#reading = true
    this.#missed = false
    this.#readAt = begun
    this.#lookedAt = begun
    this.#held.beginReading(now)
    const limit = this.#held.size + wanted
    try {
      const rows = await this.#parts.journal.due(this.lane.number, now, null, limit, this.#parts.beside())
      this.#behind = rows.length === limit || this.#missed
      this.#held.endReading(rows)
    } catch (error) {
      this.#held.endReading([])
      this.#parts.log.warn({ err: error, lane: this.lane.number }, 'a lane cannot be read, trying again')
      this.#pause()
    }
    this.#reading = false
    this.pump()
    if (!this.#behind) await this.#findNext(now)
  }

  /** All that was due at a time is at hand: looks again when the next row falls due. */
  async #findNext(now: number): Promise<void> {
    const last = { due: now, seq: Number.MAX_SAFE_INTEGER, replay: Number.MAX_SAFE_INTEGER }
    const doubts = this.#doubts
    try {
      const next = await this.#parts.journal.nextDue(this.lane.number, last)
      if (next !== null) {
        this.#doubts++
        this.#wakeAt(next)
        return
      }
      this.#cleared = doubts
      const restsIn = this.#restsInMs
      if (restsIn !== null && restsIn <= 0) this.#parts.onRest(this)
      else this.#wakeIn(restsIn ?? idleLookMs)
    } catch (error) {
      this.#parts.log.warn({ err: error, lane: this.lane.number }, 'a lane cannot be read, trying again')
      this.#pause()
    }
  }

  /** How long it is until the lane rests, as far as it is known what is queued; null: something is under way. */
  get #restsInMs(): number | null {
    const isIdle =
      !this.#retired &&
      !this.#behind &&
      !this.#reading &&
      this.#held.size === 0 &&
      this.gate.atRest &&
      this.gate.appetite(1) > 0
    return isIdle ? this.#usedAt + this.#parts.restAfterMs() - performance.now() : null
  }

  /** Rests where it is known that nothing is queued, without a look: whoever looks through all at rest does that. */
  #rang(): void {
    const restsIn = this.#cleared === this.#doubts ? this.#restsInMs : null
    if (restsIn !== null && restsIn <= 0) this.#parts.onRest(this)
    else if (restsIn !== null && performance.now() - this.#lookedAt < idleLookMs) this.#wakeIn(restsIn)
    else this.wake()
  }

  /** Looks again when the wall clock says this. */
  #wakeAt(due: number): void {
    this.#wakeIn(due - this.#parts.now())
  }

  /** Looks again after so many ms, or a little later where the last look was a moment ago. */
  #wakeIn(afterMs: number): void {
    if (this.#retired) return
    const now = performance.now()
    const when = Math.max(now + afterMs, this.#readAt + readingPauseMs)
    if (this.#timer !== null) {
      if (this.#timerAt <= when) return
      clearTimeout(this.#timer)
    }
    this.#timerAt = when
    const ms = Math.max(0, Math.ceil(Math.min(when - now, idleLookMs)))
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#rang()
    }, ms)
  }
}
