import { setTimeout as wait } from 'node:timers/promises'
import type { Journal } from './journal/journal.ts'
import type { Settings } from './settings.ts'

/** Between two rounds, in ms. */
const roundMs = 60_000
/**
 * Between two steps of a round, in ms, so that retention never crowds out the rest. 5,000 events a second make
 * some 15,000 rows, which a pace of up to 50,000 keeps up with.
 */
const stepMs = 20
const rowsPerStep = 1000

/** Removes what has outlived its time, in small steps, until it is stopped. */
export function startRetention(options: {
  journal: Pick<Journal, 'prune'>
  settings: Pick<Settings, 'keepPayloads' | 'keepEvents' | 'keepAttempts' | 'keepLedger'>
  log: { warn(about: object, message: string): void }
  now: () => number
}): { stop(): Promise<void> } {
  const { journal, settings, log, now } = options
  const stopped = new AbortController()
  const limits = (): Parameters<Journal['prune']>[0] => ({
    payloadsBefore: now() - settings.keepPayloads,
    eventsBefore: now() - settings.keepEvents,
    attemptsBefore: now() - settings.keepAttempts,
    ledgerBefore: now() - settings.keepLedger,
    limit: rowsPerStep,
  })
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        const { more } = await journal.prune(limits())
        await wait(more ? stepMs : roundMs, undefined, { signal: stopped.signal, ref: false })
      } catch (error) {
        if (stopped.signal.aborted) return
        log.warn({ err: error }, 'Retention could not go on; it tries again in a minute.')
        await wait(roundMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined)
      }
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
