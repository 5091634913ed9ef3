import type { Raise } from '../model/news.ts'

/** Steps of the clock are told of once in this time, in ms; what comes meanwhile is heeded all the same. */
const quietMs = 60_000

/**
 * Answers what is to be done when the clock was set: whoever measures waits by it is told, the log says it, and the
 * operational event `clock.set` is raised.
 */
export function createClockNews(options: {
  readonly raise: Raise
  readonly log: { warn(about: object, message: string): void }
  readonly now: () => number
  /** In ms, by a clock that nobody sets. */
  readonly elapsed: () => number
  readonly concerned: readonly { clockSet(byMs: number): void }[]
}): (byMs: number) => void {
  const { raise, log, now, elapsed, concerned } = options
  let toldAt = Number.NEGATIVE_INFINITY
  return (byMs) => {
    for (const one of concerned) one.clockSet(byMs)
    if (elapsed() - toldAt < quietMs) return
    toldAt = elapsed()
    log.warn(
      { byMs },
      byMs < 0
        ? 'The clock was set back: what waits is sent now.'
        : 'The clock was set ahead, or the machine slept: nothing is removed or dies of it until that is believed.',
    )
    void raise({ type: 'clock.set', at: now(), data: { byMs } })
  }
}
