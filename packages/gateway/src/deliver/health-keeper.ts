import type { QueueStore } from '../journal/port/queue.ts'
import type { Destination } from '../model/destination.ts'
import type { Health, HealthLimits } from '../model/health.ts'
import { isKept, type KeptHealth, keptOf } from '../model/kept-health.ts'
import type { DeliveryLog } from './log.ts'

/** How long a change waits, in ms, so that one write carries all; a destination that begins or ends to probe. */
const waitMs = 10_000
const promptWaitMs = 500

export interface HealthKeeperOptions {
  readonly journal: Pick<QueueStore, 'keepHealth' | 'healths'>
  readonly limits: HealthLimits
  readonly log: DeliveryLog
  readonly now: () => number
  /** Whether this gateway surely owns its lanes: what it saw as their owner of before is not written. */
  readonly owning: () => boolean
}

/**
 * Writes down what of destinations' health must outlive this gateway, and reads it for lanes that it takes over.
 * Bounded: a run of nothing but failure is written once it has lasted, then as it grows up to the count that
 * matters, and as its state changes, each destination at most once in a wait, all of them in one commit. One that
 * fails now and then under load costs nothing.
 */
export class HealthKeeper {
  readonly #options: HealthKeeperOptions
  /** As the journal has it, as far as this gateway knows. */
  readonly #kept = new Map<number, KeptHealth>()
  readonly #changed = new Map<number, KeptHealth>()
  #timer: NodeJS.Timeout | null = null
  #timerAt = 0
  #writing: Promise<void> | null = null
  #closed = false

  constructor(options: HealthKeeperOptions) {
    this.#options = options
  }

  /** Reads what is kept of destinations, before their lanes are worked. Rejects as the journal does. */
  async read(destinations: readonly number[]): Promise<void> {
    if (destinations.length === 0) return
    const found = await this.#options.journal.healths(destinations)
    for (const destination of destinations) {
      const kept = found.get(destination)
      this.#changed.delete(destination)
      if (kept === undefined) this.#kept.delete(destination)
      else this.#kept.set(destination, kept)
    }
  }

  /** What was read last. */
  kept(destination: number): KeptHealth | undefined {
    return this.#kept.get(destination)
  }

  /** The health of a destination is another now. */
  note(destination: Destination, health: Health): void {
    const seen = keptOf(destination, health)
    const { number } = destination
    const before = this.#kept.get(number)
    if (isKept(before, seen, this.#options.limits.probeAfter)) {
      this.#changed.delete(number)
      return
    }
    this.#changed.set(number, seen)
    const turned = before?.state !== seen.state && (isGrave(before) || isGrave(seen))
    this.#writeIn(turned ? promptWaitMs : waitMs)
  }

  /** Another gateway may own the destination by now: what was seen of it is not written any more. */
  forget(destination: number): void {
    this.#changed.delete(destination)
  }

  /** Writes all that is not written yet, before lanes are given back. Never rejects. */
  async flush(): Promise<void> {
    await this.#write(0)
  }

  /** Writes nothing more. */
  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#changed.clear()
  }

  #writeIn(ms: number): void {
    if (this.#closed) return
    const at = this.#options.now() + ms
    if (this.#timer !== null) {
      if (this.#timerAt <= at) return
      clearTimeout(this.#timer)
    }
    this.#timerAt = at
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#write(waitMs)
    }, ms)
    this.#timer.unref()
  }

  /** @param lastingMs - runs of failure that are younger wait, unless they are grave */
  async #write(lastingMs: number): Promise<void> {
    while (this.#writing !== null) await this.#writing
    this.#writing = this.#writeNow(lastingMs)
    await this.#writing
    this.#writing = null
    if (this.#changed.size > 0) this.#writeIn(waitMs)
  }

  async #writeNow(lastingMs: number): Promise<void> {
    const { journal, log, now, owning } = this.#options
    if (this.#closed || !owning()) return
    const ripe = [...this.#changed].filter(
      ([number, { failingSince, state }]) =>
        this.#kept.has(number) ||
        isGrave({ state }) ||
        (failingSince !== null && now() - failingSince >= lastingMs),
    )
    if (ripe.length === 0) return
    try {
      await journal.keepHealth(ripe.map(([, seen]) => seen))
    } catch (error) {
      log.warn({ err: error }, 'the health of destinations cannot be written, trying again')
      return
    }
    for (const [number, seen] of ripe) {
      this.#kept.set(number, seen)
      if (this.#changed.get(number) === seen) this.#changed.delete(number)
    }
  }
}

function isGrave(kept: Pick<KeptHealth, 'state'> | undefined): boolean {
  return kept?.state === 'probing' || kept?.state === 'disabled'
}
