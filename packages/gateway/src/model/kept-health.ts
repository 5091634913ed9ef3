import type { Destination } from './destination.ts'
import { type Health, type HealthLimits, healthy } from './health.ts'

/** What of a destination's health outlives the gateway that has seen it: days of failure are counted across restarts. */
export interface KeptHealth {
  /** The number of the destination. */
  readonly destination: number
  /** Its `resumedAt` when this was seen: what was seen before somebody resumed it does not count any more. */
  readonly round: number
  readonly state: Health['state']
  readonly failures: number
  readonly failingSince: number | null
  readonly warnings: number
}

/** What is kept of a health. */
export function keptOf(
  { number, resumedAt }: Destination,
  { state, failures, failingSince, warnings }: Health,
): KeptHealth {
  return { destination: number, round: resumedAt ?? 0, state, failures, failingSince, warnings }
}

/**
 * Whether two say the same, as far as it is worth writing: beyond `countedFailures` one failure more changes
 * nothing that follows.
 */
export function isKept(one: KeptHealth | undefined, other: KeptHealth, countedFailures: number): boolean {
  const counted = (failures: number): number => Math.min(failures, countedFailures)
  return (
    (one?.round ?? other.round) === other.round &&
    (one?.state ?? healthy.state) === other.state &&
    (one?.failingSince ?? null) === other.failingSince &&
    (one?.warnings ?? 0) === other.warnings &&
    counted(one?.failures ?? 0) === counted(other.failures)
  )
}

/**
 * The health with which a gateway takes a destination over: what was good goes on at full speed, what was not
 * with one attempt at a time. One that was disabled and is not paused (it was disabled at the moment of a crash)
 * only probes: its next failure disables it again.
 */
export function restoredHealth(
  kept: KeptHealth | undefined,
  destination: Destination,
  { firstProbeMs }: Pick<HealthLimits, 'firstProbeMs'>,
): Health {
  if (kept === undefined || kept.round !== (destination.resumedAt ?? 0)) return healthy
  const { failures, failingSince, warnings } = kept
  const counted = { ...healthy, failures, failingSince, warnings }
  if (kept.state === 'healthy') return counted
  if (kept.state === 'slowing') return { ...counted, state: 'slowing', limit: 1 }
  return { ...counted, state: 'probing', limit: 1, probeWaitMs: firstProbeMs }
}

/** A destination's health as anybody may be told of it; a paused one that failed is disabled. */
export function shownHealth(
  kept: KeptHealth | undefined,
  { paused, resumedAt }: Destination,
): Pick<Health, 'state' | 'failures' | 'failingSince'> {
  const { state, failures, failingSince } = kept?.round === (resumedAt ?? 0) ? kept : healthy
  return { state: paused === 'health' || paused === 'gone' ? 'disabled' : state, failures, failingSince }
}
