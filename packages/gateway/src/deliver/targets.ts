import type { Live, LiveDestination } from '../configuration/live.ts'
import type { Destination } from '../model/destination.ts'
import type { Health, HealthLimits, HealthNews } from '../model/health.ts'
import type { Egress } from './egress.ts'
import { Gate } from './gate.ts'
import type { Happening } from './happening.ts'
import type { DeliveryLog } from './log.ts'
import { Target } from './target.ts'

/** After a destination could not be marked as disabled, the next try, in ms. */
const disableAgainMs = 5_000

export interface TargetsOptions {
  readonly live: Pick<Live, 'current' | 'change'>
  readonly egress: Egress
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

  /** The target of a destination, made when it is first asked for. */
  of(live: LiveDestination): Target {
    const { number } = live.destination
    const known = this.#byNumber.get(number)
    if (known !== undefined) return known
    const { now, stopped, limits, egress } = this.#options
    const gate = new Gate({
      destination: live.destination,
      now,
      stopped,
      limits,
      report: (news, health, destination) => this.#report(news, health, destination),
    })
    const target = new Target(live, gate, egress)
    this.#byNumber.set(number, target)
    return target
  }

  get(number: number): Target | undefined {
    return this.#byNumber.get(number)
  }

  /** Takes over a changed configuration; deleted destinations are let go. */
  update(): void {
    const snapshot = this.#options.live.current()
    for (const [number, target] of this.#byNumber) {
      const live = snapshot.destinationByNumber(number)
      if (live !== undefined && live.destination.deletedAt === null) {
        target.update(live)
        continue
      }
      target.retire()
      this.#byNumber.delete(number)
    }
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
    if (news === 'recovered') log.info(about, 'the destination takes deliveries again')
    else if (news === 'disabled')
      log.error(about, 'the destination has failed for days: disabled, its deliveries wait')
    else log.warn(about, 'the destination keeps failing')
    onHappening({ what: news, destination, health })
    if (news === 'disabled') void this.#disable(destination.number)
  }

  /** Marks a destination as paused by its health, as soon as the journal takes it. */
  async #disable(number: number): Promise<void> {
    const { log, live } = this.#options
    const now = live.current().destinationByNumber(number)?.destination
    if (now === undefined || now.deletedAt !== null || now.paused !== null) return
    try {
      await live.change({ destinations: [{ ...now, paused: 'health' }] })
    } catch (error) {
      log.error(
        { err: error, destination: now.name },
        'the destination is not marked as disabled, trying again',
      )
      setTimeout(() => void this.#disable(number), disableAgainMs).unref()
    }
  }
}
