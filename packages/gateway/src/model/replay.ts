import type { Verdict } from './event.ts'

/**
 * Replays are numbered from here on. Below it lie the numbers of single events' replays, which count from 1
 * for each event.
 */
export const firstReplay = 1_048_576

/**
 * How a delivery names its replay: by its public id, `rpl_…`, or the number of a single event's. Empty for the
 * first sending.
 */
export function replayName(number: number): string {
  if (number === 0) return ''
  return number < firstReplay ? String(number) : `rpl_${number}`
}

/** The number of a replay's public id, or null where it is none. */
export function parseReplayId(id: string): number | null {
  const digits = /^rpl_([1-9]\d{6,9})$/.exec(id)?.[1]
  const number = Number(digits)
  return digits !== undefined && number >= firstReplay ? number : null
}

/** Which events a replay repeats; what is null does not narrow it. */
export interface ReplaySelection {
  /** These alone, by seq, ascending. */
  readonly events: readonly number[] | null
  /** The number of a source. */
  readonly source: number | null
  readonly type: string | null
  readonly verdict: Verdict | null
  /** Received from then on, and before then, in ms. */
  readonly from: number | null
  readonly to: number | null
  /** A CEL expression over the event. */
  readonly filter: string | null
}

/** What a replay is to do. */
export interface NewReplay {
  readonly selection: ReplaySelection
  /** The number of a destination, routed there or not; null: to where the routes lead at the time. */
  readonly destination: number | null
  /** Events a second. */
  readonly ratePerSecond: number
  /** The highest seq of all that it looks at: what comes later is no part of it. */
  readonly upto: number
  readonly createdAt: number
}

/** A replay and how far it has come. */
export interface Replay extends NewReplay {
  readonly number: number
  readonly state: 'running' | 'paused' | 'canceled' | 'done'
  /** The last seq that it has looked at. */
  readonly cursor: number
  /** Events that it has queued deliveries of. */
  readonly events: number
  readonly endedAt: number | null
}
