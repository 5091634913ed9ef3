import type { FinalState } from './delivery.ts'
import type { Verdict } from './event.ts'

/** How long a step of a series is, in ms. Steps begin at whole ones since 1970, so that days are those of UTC. */
export const tallySteps: { readonly minute: 60_000; readonly hour: 3_600_000; readonly day: 86_400_000 } = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

const { hour: hourMs, day: dayMs } = tallySteps

/** How fine a series is. */
export type TallyStep = keyof typeof tallySteps

/** How long the counts of each step are kept, in ms: a whole day of minutes, two months of hours, two years of days. */
export const tallyKeptMs: Readonly<Record<TallyStep, number>> = {
  minute: 26 * hourMs,
  hour: 62 * dayMs,
  day: 732 * dayMs,
}

/** A minute's counts are added to those of its hour and day once it is as old as this, in ms. */
export const tallyFoldAfterMs = 600_000

/**
 * Sources, and destinations, that have counts of their own in one step. Beyond, all count under none: the busy come
 * first in their minute, and what is stored and read stays bounded whatever is set up.
 */
export const mostNamed = 500

/** What became of what came in, or was published. */
export type EventOutcome = Verdict | 'duplicate' | 'refused'

/** What became of an attempt, or of a delivery that ended without one. */
export type DeliveryOutcome = FinalState | 'retried'

/** Attempts are counted by how long they took, in ms: up to and with each of these, and longer ones behind the last. */
export const latencyBoundsMs: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000,
]

/** Where an attempt of so many ms is counted, from 0. */
export function latencyBucket(ms: number): number {
  const whole = Math.round(ms)
  const found = latencyBoundsMs.findIndex((bound) => whole <= bound)
  return found < 0 ? latencyBoundsMs.length : found
}

/** What came in during one step; `source` is null for all that are not named there. */
export interface EventTally {
  /** When the step begins, in ms. */
  readonly at: number
  readonly source: number | null
  readonly outcome: EventOutcome
  readonly count: number
  /** Of the bodies. */
  readonly bytes: number
}

/** What went out during one step; `destination` is null for all that are not named there. */
export interface DeliveryTally {
  readonly at: number
  readonly destination: number | null
  readonly outcome: DeliveryOutcome
  readonly count: number
  /** How many took so long, by `latencyBoundsMs`; what ended without an attempt is in none. */
  readonly latency: readonly number[]
}

/** Counts over time, without steps in which nothing was: by step, then by number, nulls first, then by outcome. */
export interface Series {
  readonly events: readonly EventTally[]
  readonly deliveries: readonly DeliveryTally[]
}
