import type { Destination } from './destination.ts'

/** What somebody asks of a destination that bears on its pause. */
export interface PauseChange {
  readonly paused?: boolean | undefined
  /** It has another address. */
  readonly moved?: boolean
  /** Something else of how it is reached is another: what failed before may succeed now. */
  readonly mended?: boolean
}

/**
 * The pause of a destination after a change at `now`, in ms. One that failed or said 410 stays paused until
 * somebody resumes it or gives it another address; then its health begins anew.
 */
export function pauseAfter(
  { paused: before, resumedAt = 0 }: Pick<Destination, 'paused' | 'resumedAt'>,
  change: PauseChange,
  now: number,
): Pick<Destination, 'paused'> & { readonly resumedAt: number } {
  const { moved = false } = change
  const standing = moved && before !== 'operator' ? null : before
  const asked = change.paused === true ? (standing ?? 'operator') : null
  const paused = change.paused === undefined ? standing : asked
  const resumed = moved || change.mended === true || (before !== null && paused === null)
  return { paused, resumedAt: resumed ? resumedNow({ resumedAt }, now) : resumedAt }
}

/** The moment from which a destination's health is judged anew: `now`, in ms, and never one that has been. */
export function resumedNow({ resumedAt = 0 }: Pick<Destination, 'resumedAt'>, now: number): number {
  return Math.max(now, resumedAt + 1)
}
