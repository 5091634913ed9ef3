import type { FinalState } from '../model/delivery.ts'
import type { Verdict } from '../model/event.ts'

/** How verdicts are stored, by both engines and in counts over time. The stored functions of PostgreSQL count by these. */
export const verdictNumber: Readonly<Record<Verdict, number>> = {
  verified: 0,
  authenticated: 1,
  unsigned: 2,
  published: 3,
  backfilled: 4,
}

const verdicts = Object.keys(verdictNumber) as readonly Verdict[]

/** The verdict of a stored number. */
export function verdictOf(stored: number): Verdict {
  const verdict = verdicts[stored]
  if (verdict === undefined) throw new RangeError(`${stored} is no verdict.`)
  return verdict
}

/** How the end of a delivery is stored with its last attempt; those above 1 are in an index of their own. */
export const finalNumber: Readonly<Record<FinalState, number>> = { delivered: 1, dead: 2, discarded: 3 }

const finals = [null, ...(Object.keys(finalNumber) as FinalState[])]

/** The state of a stored number; null for an attempt that did not end its delivery. */
export function finalOf(stored: number | null): FinalState | null {
  return finals[stored ?? 0] ?? null
}
