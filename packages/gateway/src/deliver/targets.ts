import type { Live, LiveDestination } from '../configuration/live.ts'
import type { Destination } from '../model/destination.ts'
import type { Health, HealthLimits, HealthNews } from '../model/health.ts'
import { restoredHealth } from '../model/kept-health.ts'
import type { Transports } from '../transports/transports.ts'
import { Gate } from './gate.ts'
import type { Happening } from './happening.ts'
import type { HealthKeeper } from './health-keeper.ts'
import type { DeliveryLog } from './log.ts'
import { Target } from './target.ts'

/** After a destination could not be marked as disabled, the next try, in ms. */
const disableAgainMs = 5_000

/**
 * Marks a destination, by its id, as paused because it has failed for days or has said that it is gone, unless somebody
 * has paused or resumed it since `resumedAt`.
 */
export type PauseDestination = (failed: {
  readonly destination: string
  readonly resumedAt: number | undefined
  readonly paused: 'health' | 'gone'
}) => Promise<unknown>

export interface TargetsOptions {
  readonly live: Pick<Live, 'current'>
  readonly pause: PauseDestination
  readonly keeper: Pick<HealthKeeper, 'kept' | 'note' | 'forget'>
  readonly transports: Transports
  readonly log: DeliveryLog
  readonly limits: HealthLimits
  readonly now: () => number
  /** Whether no attempt at any destination may begin now. */
  readonly stopped: () => boolean
  readonly onHappening: (happening: Happening) => void
}

/** The destinations that this gateway sends to, each with its gate and connections. */
export class Targets {
  readonly #options: TargetsOptions
  readonly #byNumber = new Map<number, Target>()

  constructor(options: TargetsOptions) {
    this.#options = options
  }

  /**
   * The target of a destination, made when it is first asked for. One that no lane uses is taken over with what
   * is kept of its health.
   */
  of(live: LiveDestination): Target {
    const { number } = live.destination
    const { now, stopped, limits, transports, keeper } = this.#options
    const known = this.#byNumber.get(number)
    if (known?.gate.used === true) return known
    const health = restoredHealth(keeper.kept(number), live.destination, limits)
    known?.gate.restore(health)
    if (known !== undefined) return known
    const gate = new Gate({
      destination: live.destination,
      now,
      stopped,
      limits,
      health,
      onHealth: (seen, destination) => keeper.note(destination, seen),
      report: (news, health, destination) => this.#report(news, health, destination),
    })
    const target = new Target(live, gate, transports)
    this.#byNumber.set(number, target)
    return target
  }

  /** Whether this gateway can send to it: what is pulled, and a kind that another version has, waits. */
  sends(destination: Destination): boolean {
    return this.#options.transports.kindOf(destination) !== undefined
  }

  get(number: number): Target | undefined {
    return this.#byNumber.get(number)
  }

  /**
   * Takes over a changed configuration; deleted destinations are let go.
   *
   * @param changed - the numbers of those that are others now. Default: all
   */
  update(changed: Iterable<number> = [...this.#byNumber.keys()]): void {
    const snapshot = this.#options.live.current()
    for (const number of changed) {
      const target = this.#byNumber.get(number)
      if (target === undefined) continue
      const live = snapshot.destinationByNumber(number)
      if (live !== undefined && live.destination.deletedAt === null) {
        target.update(live)
        continue
      }
      this.#letGo(number, target)
      this.#options.keeper.forget(number)
    }
  }

  /** No lane of a destination has work: its connections are closed, and it is made anew when one has. */
  rest(number: number): void {
    const target = this.#byNumber.get(number)
    if (target?.gate.used === false && target.gate.atRest) this.#letGo(number, target)
  }

  #letGo(number: number, target: Target): void {
    target.retire()
    this.#byNumber.delete(number)
  }

  /** The clock was set by so many ms. */
  clockSet(byMs: number): void {
    for (const target of this.#byNumber.values()) target.gate.clockSet(byMs)
  }

  wakeAll(): void {
    for (const target of this.#byNumber.values()) target.gate.wake()
  }

  closeAll(): void {
    for (const target of this.#byNumber.values()) target.close()
  }

  health(): ReadonlyMap<number, Health> {
    return new Map([...this.#byNumber].map(([number, target]) => [number, target.gate.health]))
  }

  #report(news: HealthNews, health: Health, destination: Destination): void {
    const { log, onHappening } = this.#options
    const about = { destination: destination.name, failures: health.failures, since: health.failingSince }
    if (news === 'gone') log.error(about, 'the destination answered 410: paused, its deliveries wait')
    else if (news === 'recovered') log.info(about, 'the destination takes deliveries again')
    else if (news === 'disabled')
      log.error(about, 'the destination has failed for days: disabled, its deliveries wait')
    else log.warn(about, 'the destination keeps failing')
    if (news === 'gone') onHappening({ what: 'gone', destination, paused: true })
    else onHappening({ what: news, destination, health })
    if (news === 'disabled') void this.#pause(destination.number, 'health')
    if (news === 'gone') void this.#pause(destination.number, 'gone')
  }

  /** Marks a destination as paused, as soon as the journal takes it, unless somebody has resumed it meanwhile. */
  async #pause(number: number, paused: 'health' | 'gone'): Promise<void> {
    const { log, pause } = this.#options
    const target = this.#byNumber.get(number)
    if (target?.gate.health.state !== 'disabled') return
    const { id, name, resumedAt } = target.destination
    try {
      await pause({ destination: id, resumedAt, paused })
    } catch (error) {
      log.error({ err: error, destination: name }, 'the destination is not marked as disabled, trying again')
      setTimeout(() => void this.#pause(number, paused), disableAgainMs).unref()
    }
  }

  /** A lane of a destination went to another gateway. */
  left(number: number): void {
    if (this.#byNumber.get(number)?.gate.used !== true) this.#options.keeper.forget(number)
  }
}
