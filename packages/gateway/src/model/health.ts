/**
 * The health of a destination, one state machine: `healthy` sends at its full concurrency; `slowing` at less,
 * after failures and again on the way back; `probing` sends one delivery at growing intervals while all
 * others wait, which costs them none of their attempts; `disabled` sends nothing until it is resumed.
 */
export interface Health {
  readonly state: 'healthy' | 'slowing' | 'probing' | 'disabled'
  /** Failures in a row. */
  readonly failures: number
  /** When the first of them ended, in ms; null where the last attempt was a success. */
  readonly failingSince: number | null
  /** Attempts in flight at once, as long as it is not healthy. */
  readonly limit: number
  /** When the next probe may begin, in ms, and how long the wait for it was. */
  readonly probeAt: number
  readonly probeWaitMs: number
  /** How many of the warnings before the end have been given. */
  readonly warnings: number
}

export interface HealthLimits {
  /** Failures in a row before it slows. */
  readonly slowAfter: number
  /** Failures in a row, and time of nothing else, before it only probes. */
  readonly probeAfter: number
  readonly probeAfterMs: number
  readonly firstProbeMs: number
  readonly longestProbeMs: number
  /** After this long of nothing but failure it is disabled. */
  readonly disableAfterMs: number
  /** Times of nothing but failure at which to warn. */
  readonly warnAfterMs: readonly number[]
}

const hour = 3_600_000

/** Five days of nothing but failure disable; warnings after an hour, a day, three days and four. */
export const defaultHealthLimits: HealthLimits = {
  slowAfter: 3,
  probeAfter: 10,
  probeAfterMs: 5_000,
  firstProbeMs: 1_000,
  longestProbeMs: 60_000,
  disableAfterMs: 120 * hour,
  warnAfterMs: [1 * hour, 24 * hour, 72 * hour, 96 * hour],
}

/** What the operator should hear of. */
export type HealthNews = 'failing' | 'warning' | 'disabled' | 'gone' | 'recovered'

export const healthy: Health = {
  state: 'healthy',
  failures: 0,
  failingSince: null,
  limit: Number.POSITIVE_INFINITY,
  probeAt: 0,
  probeWaitMs: 0,
  warnings: 0,
}

/**
 * How an attempt ended, for the health: `refused` is a 4xx answer, which says that the destination is up and
 * does not want this delivery. It slows nothing, but it is no success either. `gone`: it wants none any more,
 * and is disabled at once.
 */
export type Result = 'ok' | 'refused' | 'gone' | 'failed'

/** An attempt that has ended. */
export interface EndedAttempt {
  readonly result: Result
  /** It was a probe: the failure of another, under way when probing began, does not lengthen the wait. */
  readonly probe: boolean
  readonly now: number
  readonly concurrency: number
}

/** The health after an attempt has ended, and the news in it. */
export function afterAttempt(
  health: Health,
  ended: EndedAttempt,
  limits: HealthLimits,
): { readonly health: Health; readonly news: HealthNews | null } {
  if (health.state === 'disabled') return { health, news: null }
  if (ended.result === 'ok') return afterAnswer(health, healthy, ended.concurrency)
  const counted = { ...health, failures: health.failures + 1, failingSince: health.failingSince ?? ended.now }
  const failingMs = ended.now - counted.failingSince
  if (ended.result === 'gone') return { health: { ...counted, state: 'disabled', limit: 0 }, news: 'gone' }
  if (counted.failures >= limits.probeAfter && failingMs >= limits.disableAfterMs) {
    return { health: { ...counted, state: 'disabled', limit: 0 }, news: 'disabled' }
  }
  const due = limits.warnAfterMs.filter((afterMs) => failingMs >= afterMs).length
  const warned = { ...counted, warnings: Math.max(due, health.warnings) }
  const warning = due > health.warnings ? ('warning' as const) : null
  if (ended.result === 'refused') {
    return { health: afterAnswer(health, warned, ended.concurrency).health, news: warning }
  }
  const next = afterFailure(warned, ended, limits)
  return { health: next, news: next.state === health.state || next.state !== 'probing' ? warning : 'failing' }
}

/** Twice as many with each answer: a destination that is back takes a backlog at full speed at once. */
function afterAnswer(
  health: Health,
  counted: Health,
  concurrency: number,
): { readonly health: Health; readonly news: HealthNews | null } {
  const rest = { ...counted, probeAt: 0, probeWaitMs: 0 }
  const whole = { ...rest, state: 'healthy' as const, limit: healthy.limit }
  if (health.state === 'healthy') return { health: whole, news: null }
  const recovered = health.state === 'probing'
  const limit = recovered ? 1 : health.limit * 2
  const news = recovered ? ('recovered' as const) : null
  if (limit >= concurrency) return { health: whole, news }
  return { health: { ...rest, state: 'slowing', limit }, news }
}

function afterFailure(
  health: Health,
  { probe, now, concurrency }: EndedAttempt,
  limits: HealthLimits,
): Health {
  if (health.state === 'probing') {
    if (!probe) return health
    const probeWaitMs = Math.min(health.probeWaitMs * 2, limits.longestProbeMs)
    return { ...health, probeWaitMs, probeAt: now + probeWaitMs }
  }
  const failingMs = now - (health.failingSince ?? now)
  if (health.failures >= limits.probeAfter && failingMs >= limits.probeAfterMs) {
    const probeWaitMs = limits.firstProbeMs
    return { ...health, state: 'probing', limit: 1, probeWaitMs, probeAt: now + probeWaitMs }
  }
  if (health.failures < limits.slowAfter) return health
  const limit = Math.max(1, Math.floor(Math.min(health.limit, concurrency) / 2))
  return { ...health, state: 'slowing', limit }
}
