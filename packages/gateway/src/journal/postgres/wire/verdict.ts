import type { Verdict } from '../../../model/event.ts'

/** How verdicts are stored; the stored functions count by these. */
export const verdictNumber: Readonly<Record<Verdict, number>> = {
  verified: 0,
  authenticated: 1,
  unsigned: 2,
  published: 3,
  backfilled: 4,
}

const names: readonly Verdict[] = ['verified', 'authenticated', 'unsigned', 'published', 'backfilled']

/** The verdict of a stored number. */
export function verdictOf(number: number): Verdict {
  const name = names[number]
  if (name === undefined) throw new RangeError(`${number} is no verdict.`)
  return name
}
