import type { Destination } from './destination.ts'

/** What somebody asks of a destination that bears on its pause. */
export interface PauseChange {
  readonly paused?: boolean | undefined
  readonly url?: string | undefined
}

/**
 * The pause of a destination after a change at `now`, in ms. One that failed or said 410 stays paused until
 * somebody resumes it or gives it another address; then its health begins anew.
 */
export function pauseAfter(
  { url, paused: before, resumedAt = 0 }: Pick<Destination, 'url' | 'paused' | 'resumedAt'>,
  change: PauseChange,
  now: number,
): Pick<Destination, 'paused'> & { readonly resumedAt: number } {
  const moved = change.url !== undefined && change.url !== url
  const standing = moved && before !== 'operator' ? null : before
  const asked = change.paused === true ? (standing ?? 'operator') : null
  const paused = change.paused === undefined ? standing : asked
  const resumed = moved || (before !== null && paused === null)
  return { paused, resumedAt: resumed ? Math.max(now, resumedAt + 1) : resumedAt }
}
