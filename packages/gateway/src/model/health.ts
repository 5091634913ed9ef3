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
  /** Failures in a row before it only probes. */
  readonly probeAfter: number
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
  firstProbeMs: 1_000,
  longestProbeMs: 60_000,
  disableAfterMs: 120 * hour,
  warnAfterMs: [1 * hour, 24 * hour, 72 * hour, 96 * hour],
}

/** What the operator should hear of. */
export type HealthNews = 'failing' | 'warning' | 'disabled' | 'recovered'

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
 * The health after an attempt has ended, and the news in it. `probe` says that the attempt was one: the
 * failure of another, which was on its way when probing began, does not lengthen the wait for the next.
 */
export function afterAttempt(
  health: Health,
  ended: {
    readonly ok: boolean
    readonly probe: boolean
    readonly now: number
    readonly concurrency: number
  },
  limits: HealthLimits,
): { readonly health: Health; readonly news: HealthNews | null } {
  if (health.state === 'disabled') return { health, news: null }
  return ended.ok ? afterSuccess(health, ended.concurrency) : afterFailure(health, ended, limits)
}

/** Twice as many with each success: a destination that is back takes a backlog at full speed at once. */
function afterSuccess(health: Health, concurrency: number): { health: Health; news: HealthNews | null } {
  if (health.state === 'healthy') {
    return { health: health.failures === 0 ? health : healthy, news: null }
  }
  const recovered = health.state === 'probing'
  const limit = recovered ? 1 : Math.max(1, health.limit) * 2
  const news = recovered ? ('recovered' as const) : null
  if (limit >= concurrency) return { health: healthy, news }
  return { health: { ...healthy, state: 'slowing', limit }, news }
}

function afterFailure(
  health: Health,
  { probe, now, concurrency }: { probe: boolean; now: number; concurrency: number },
  limits: HealthLimits,
): { health: Health; news: HealthNews | null } {
  const failures = health.failures + 1
  const failingSince = health.failingSince ?? now
  const failingMs = now - failingSince
  if (failures >= limits.probeAfter && failingMs >= limits.disableAfterMs) {
    return { health: { ...health, failures, failingSince, state: 'disabled', limit: 0 }, news: 'disabled' }
  }
  const due = limits.warnAfterMs.filter((afterMs) => failingMs >= afterMs).length
  const warnings = Math.max(due, health.warnings)
  const warning = due > health.warnings ? ('warning' as const) : null
  const base = { ...health, failures, failingSince, warnings }
  if (health.state === 'probing') {
    if (!probe) return { health: base, news: warning }
    const probeWaitMs = Math.min(health.probeWaitMs * 2, limits.longestProbeMs)
    return { health: { ...base, probeWaitMs, probeAt: now + probeWaitMs }, news: warning }
  }
  if (failures >= limits.probeAfter) {
    const probeWaitMs = limits.firstProbeMs
    const probing = { ...base, state: 'probing' as const, limit: 1, probeWaitMs, probeAt: now + probeWaitMs }
    return { health: probing, news: 'failing' }
  }
  if (failures < limits.slowAfter) return { health: base, news: warning }
  const limit = Math.max(1, Math.floor(Math.min(health.limit, concurrency) / 2))
  return { health: { ...base, state: 'slowing', limit }, news: warning }
}
