import type { FinalState } from '../../../model/delivery.ts'

type Final = FinalState

/** How the end of a delivery is stored with its last attempt; the stored functions count by these. */
export const finalNumber: Readonly<Record<Final, number>> = { delivered: 1, dead: 2, discarded: 3 }

const names: readonly (Final | null)[] = [null, 'delivered', 'dead', 'discarded']

/** The state of a stored number; null for an attempt that did not end its delivery. */
export function finalOf(number: number | null): Final | null {
  return names[number ?? 0] ?? null
}
