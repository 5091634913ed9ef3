import { setTimeout as wait } from 'node:timers/promises'
import type { KeepStore } from '../journal/port/keep.ts'
import type { DeliveryKey } from '../model/delivery.ts'

/**
 * Between two rounds, in ms: short as long as each finds something, twice as long after each that finds
 * nothing.
 */
const leastIdleMs = 2_000
const mostIdleMs = 60_000
/**
 * Between two steps of a round, in ms: as long as the step took, so that retention never crowds out the rest,
 * within these bounds. A step takes 2 to 5 ms (10 µs an event, all in all), waiting included more. At 5,000
 * events a second some 20 steps a second keep up; a round that goes on for long waits no longer than it must.
 */
const leastPauseMs = 1
const mostPauseMs = 20
const longRoundMs = 20_000
const rowsPerStep = 1000
/**
 * What was signed for one message alone is known for at least as long as its signature can pass, in ms: a source's
 * tolerance is a day at most, and the signed time may lie as far ahead of the receipt as behind it.
 */
const leastLedgerMs = 2 * 86_400_000

/** How long things are kept, in ms. */
export interface Lifetimes {
  readonly keepPayloads: number
  readonly keepEvents: number
  readonly keepAttempts: number
  readonly keepLedger: number
  readonly keepAudit: number
}

/** Removes what has outlived its time, in small steps, until it is stopped. */
export function startRetention(options: {
  journal: Pick<KeepStore, 'prune'>
  settings: Lifetimes
  /** Told of deliveries that died because their payload's time was over. */
  onExpired: (deliveries: readonly DeliveryKey[]) => void
  log: { warn(about: object, message: string): void }
  /** The time by which what is old is judged; may lag behind a clock that leapt. */
  now: () => number
}): { stop(): Promise<void> } {
  const { journal, settings, onExpired, log, now } = options
  const stopped = new AbortController()
  const sleep = (ms: number): Promise<void> =>
    wait(ms, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined)
  const limits = (at: number): Parameters<KeepStore['prune']>[0] => ({
    now: at,
    payloadsBefore: at - settings.keepPayloads,
    eventsBefore: at - settings.keepEvents,
    attemptsBefore: at - settings.keepAttempts,
    ledgerBefore: at - Math.max(settings.keepLedger, leastLedgerMs),
    auditBefore: at - settings.keepAudit,
    limit: rowsPerStep,
  })

  /** Answers whether anything was removed. */
  const round = async (): Promise<boolean> => {
    const begun = performance.now()
    let any = false
    for (;;) {
      const stepBegun = performance.now()
      const { more, removed, expired } = await journal.prune(limits(now()))
      if (expired.length > 0) onExpired(expired)
      any ||= removed > 0
      if (!more || stopped.signal.aborted) return any
      const late = stepBegun - begun > longRoundMs
      const took = performance.now() - stepBegun
      await sleep(late ? leastPauseMs : Math.min(Math.max(took, leastPauseMs), mostPauseMs))
    }
  }

  const run = async (): Promise<void> => {
    let idleMs = leastIdleMs
    while (!stopped.signal.aborted) {
      try {
        idleMs = (await round()) ? leastIdleMs : Math.min(idleMs * 2, mostIdleMs)
      } catch (error) {
        if (stopped.signal.aborted) return
        idleMs = Math.min(idleMs * 2, mostIdleMs)
        log.warn({ err: error }, 'Retention could not go on; it tries again within a minute.')
      }
      await sleep(idleMs)
    }
  }
  const running = run()
  return {
    async stop() {
      stopped.abort()
      await running
    },
  }
}
