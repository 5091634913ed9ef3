import type { Destination } from '../model/destination.ts'
import {
  afterAttempt,
  type Health,
  type HealthLimits,
  type HealthNews,
  healthy,
  type Result,
} from '../model/health.ts'
import { Rate } from './rate.ts'

/** What a timer is set for at most, in ms: Node lets one that is set for longer than 2^31 end at once. */
const longestTimerMs = 2 ** 31 - 1

/** What passes a gate: attempts begin when it lets them, and it learns how they ended. */
export interface GateUser {
  /** Begin what the gate lets through. */
  pump(): void
  /** The gate has closed for longer than a moment: hold nothing in memory that the journal holds as well. */
  shed(): void
}

/** Leave to make one attempt; goes back with how it ended. */
export interface Permit {
  readonly probe: boolean
}

/** How an attempt ended, as far as the destination's health goes. */
export interface Ended {
  readonly result: Result
  /** The destination asks for no request before this moment, in ms. */
  readonly paceUntil: number | null
}

/**
 * All that limits the attempts at one destination, for the lanes of it that this gateway owns: concurrency and
 * rate, as far as they are this gateway's share, the pause that it asked for, its health, and whether the
 * operator has paused it. In memory, with the lanes' owner.
 */
export class Gate {
  readonly #now: () => number
  readonly #stopped: () => boolean
  readonly #limits: HealthLimits
  readonly #report: (news: HealthNews, health: Health, destination: Destination) => void
  readonly #onHealth: (health: Health, destination: Destination) => void
  readonly #users = new Set<GateUser>()
  #destination: Destination
  #health: Health
  #rate: Rate | null = null
  #inFlight = 0
  #paceUntil = 0
  #timer: NodeJS.Timeout | null = null
  #timerAt = 0

  /** @param stopped - whether no attempt at any destination may begin now */
  constructor(options: {
    destination: Destination
    now: () => number
    stopped: () => boolean
    limits: HealthLimits
    report: (news: HealthNews, health: Health, destination: Destination) => void
    /** Its health to begin with. Default: good. */
    health?: Health
    /** Told after each change of its health. */
    onHealth?: (health: Health, destination: Destination) => void
  }) {
    this.#destination = options.destination
    this.#health = options.health ?? healthy
    this.#onHealth = options.onHealth ?? (() => undefined)
    this.#now = options.now
    this.#stopped = options.stopped
    this.#limits = options.limits
    this.#report = options.report
    this.update(options.destination)
  }

  get destination(): Destination {
    return this.#destination
  }

  get health(): Health {
    return this.#health
  }

  /** Whether a lane still uses it. */
  get used(): boolean {
    return this.#users.size > 0
  }

  /** Whether it knows nothing that another in its place would not. */
  get atRest(): boolean {
    const { state, failures, failingSince } = this.#health
    const well = state === 'healthy' && failures === 0 && failingSince === null
    return well && this.#inFlight === 0 && this.#timer === null && this.#paceUntil <= this.#now()
  }

  join(user: GateUser): void {
    this.#users.add(user)
    this.#setRate()
  }

  leave(user: GateUser): void {
    this.#users.delete(user)
    this.#setRate()
    if (this.#users.size === 0) this.#clearTimer()
  }

  /** Takes over a changed destination. One that is resumed, or has another address, begins in good health. */
  update(destination: Destination): void {
    const before = this.#destination
    this.#destination = destination
    this.#setRate()
    const resumed = before.paused !== null && destination.paused === null
    if (resumed || before.resumedAt !== destination.resumedAt) {
      this.#health = healthy
      this.#paceUntil = 0
      this.#onHealth(healthy, destination)
    }
    this.wake()
  }

  /** Takes over what another gateway has seen, while no lane uses it here. */
  restore(health: Health): void {
    if (!this.used) this.#health = health
  }

  /** The clock was set: what it waits for, and how long it has failed, stays as long as it is. */
  clockSet(byMs: number): void {
    const { failingSince, probeAt } = this.#health
    if (this.#paceUntil > 0) this.#paceUntil += byMs
    this.#timerAt += byMs
    if (failingSince === null && probeAt === 0) return
    this.#health = {
      ...this.#health,
      failingSince: failingSince === null ? null : failingSince + byMs,
      probeAt: probeAt === 0 ? 0 : probeAt + byMs,
    }
    if (this.used) this.#onHealth(this.#health, this.#destination)
  }

  /** Lets every lane try; the one that came first last time comes last. */
  wake(): void {
    const [first] = this.#users
    if (first !== undefined) {
      this.#users.delete(first)
      this.#users.add(first)
    }
    for (const user of [...this.#users]) user.pump()
  }

  /**
   * How many rows a lane should hold ready: few where little can be sent, none while nothing can; then
   * `pump` is called when that changes.
   */
  appetite(most: number): number {
    const waitMs = this.#waitMs()
    if (waitMs > 0) {
      if (waitMs !== Number.POSITIVE_INFINITY) this.#wakeIn(waitMs)
      return 0
    }
    const { state, limit } = this.#health
    return state === 'healthy' ? most : Math.min(most, Math.max(1, limit) * 4)
  }

  /** Leave to begin an attempt now, or null; then `pump` is called when it is worth asking again. */
  take(): Permit | null {
    const waitMs = this.#waitMs()
    if (waitMs > 0) {
      if (waitMs !== Number.POSITIVE_INFINITY) this.#wakeIn(waitMs)
      return null
    }
    if (this.#inFlight >= Math.min(this.#concurrency(), this.#health.limit)) return null
    const rateMs = this.#rate?.waitMs(this.#now()) ?? 0
    if (rateMs > 0) {
      this.#wakeIn(rateMs)
      return null
    }
    this.#rate?.take()
    this.#inFlight += 1
    return { probe: this.#health.state === 'probing' }
  }

  /**
   * An attempt is over; null where none was made after all. Where no lane uses the gate any more, another gateway
   * judges the destination: what ends late says nothing.
   */
  give(permit: Permit, ended: Ended | null): void {
    this.#inFlight -= 1
    if (ended !== null && this.used) this.#learn(permit, ended)
    this.wake()
  }

  #learn({ probe }: Permit, { result, paceUntil }: Ended): void {
    const now = this.#now()
    if (paceUntil !== null) this.#paceUntil = Math.max(this.#paceUntil, paceUntil)
    const { state: before, failingSince } = this.#health
    const concurrency = this.#concurrency()
    const { health, news } = afterAttempt(this.#health, { result, probe, now, concurrency }, this.#limits)
    this.#health = health
    if (health.state !== before || (health.failingSince ?? failingSince) !== null) {
      this.#onHealth(health, this.#destination)
    }
    if (news !== null) this.#report(news, health, this.#destination)
    if (health.state !== before && (health.state === 'probing' || health.state === 'disabled')) {
      for (const user of this.#users) user.shed()
    }
  }

  /** How much of the destination's limits is this gateway's: the lanes that it owns, of all its shards. */
  #share(): number {
    const shards = this.#destination.policy.shards ?? 1
    return Math.min(1, Math.max(1, this.#users.size) / shards)
  }

  #concurrency(): number {
    return Math.max(1, Math.floor(this.#destination.policy.concurrency * this.#share()))
  }

  #setRate(): void {
    const { ratePerSecond } = this.#destination.policy
    const perSecond = ratePerSecond === null ? null : ratePerSecond * this.#share()
    if (perSecond === null) this.#rate = null
    else if (this.#rate?.perSecond !== perSecond) this.#rate = new Rate(perSecond, this.#now())
  }

  /** How long nothing can begin, whatever is in flight, in ms. */
  #waitMs(): number {
    if (this.#stopped() || this.#destination.paused !== null || this.#health.state === 'disabled') {
      return Number.POSITIVE_INFINITY
    }
    // Before what it is compared with: asking for the time may bring news that the clock was set.
    const now = this.#now()
    const until = Math.max(this.#paceUntil, this.#health.state === 'probing' ? this.#health.probeAt : 0)
    return Math.max(0, until - now)
  }

  /** Lets every lane try after so many ms, or after as long as a timer lasts. */
  #wakeIn(afterMs: number): void {
    const ms = Math.min(afterMs, longestTimerMs)
    const at = this.#now() + ms
    if (this.#timer !== null && this.#timerAt <= at) return
    this.#clearTimer()
    this.#timerAt = at
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.wake()
    }, ms)
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
