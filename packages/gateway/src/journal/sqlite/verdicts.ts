import type { FinalState } from '../../model/delivery.ts'
import type { Verdict } from '../../model/event.ts'

/** Verdicts as they are stored: by their place in this list, which only ever grows at its end. */
export const verdicts: readonly Verdict[] = [
  'verified',
  'authenticated',
  'unsigned',
  'published',
  'backfilled',
]

export function verdictOf(stored: number): Verdict {
  const verdict = verdicts[stored]
  if (verdict === undefined) throw new RangeError(`no verdict is stored as ${stored}`)
  return verdict
}

/** How a delivery ended, as stored in `attempt.final`; those above 1 are in the partial index. */
export const finals = { delivered: 1, dead: 2, discarded: 3 } as const

export function finalOf(stored: number | null): FinalState | null {
  return stored === finals.delivered
    ? 'delivered'
    : stored === finals.dead
      ? 'dead'
      : stored === finals.discarded
        ? 'discarded'
        : null
}
