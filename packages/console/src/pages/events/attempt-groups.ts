import type { Attempt } from '../../api/types.ts'

/** Attempts one after the other that ended alike. */
export interface AttemptGroup {
  readonly outcome: string
  readonly good: boolean
  readonly attempts: readonly Attempt[]
}

/** What came of an attempt, in words. */
function outcomeOf({ status, error, cause, n }: Attempt): string {
  if (n === 0) return error ?? 'ended without a try'
  if (status !== null) return `answered ${status}`
  return cause === null ? (error ?? 'no answer') : `no answer: ${cause}`
}

/** Puts together what repeats: five hundred tries that all answered 503 are one line, and can be looked at one by one. */
export function groupAttempts(attempts: readonly Attempt[]): AttemptGroup[] {
  const groups: { outcome: string; good: boolean; attempts: Attempt[] }[] = []
  for (const attempt of attempts) {
    const outcome = outcomeOf(attempt)
    const last = groups.at(-1)
    if (last?.outcome === outcome) last.attempts.push(attempt)
    else groups.push({ outcome, good: attempt.error === null, attempts: [attempt] })
  }
  return groups
}
