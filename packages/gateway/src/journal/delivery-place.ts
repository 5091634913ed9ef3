import type { DeliveryKey } from '../model/delivery.ts'

/** Orders deliveries as their lists do: by event, lane and replay. */
export function compareKeys(a: DeliveryKey, b: DeliveryKey): number {
  return a.seq - b.seq || a.lane - b.lane || a.replay - b.replay
}

/**
 * How far several looks side by side have come: none of them may be behind that. Null where all came to their end.
 *
 * @param reached - of each look the key that it came to, or null for its end
 */
export function nearest(reached: readonly (DeliveryKey | null)[], upwards: boolean): DeliveryKey | null {
  const sign = upwards ? 1 : -1
  const stopped = reached.filter((key) => key !== null)
  return stopped.sort((a, b) => sign * compareKeys(a, b))[0] ?? null
}
