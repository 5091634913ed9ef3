/** Leases are the store's time, but retries and retention are the gateway's. */
const greatestMs = 60_000

/**
 * What is wrong with a host whose clock is so far ahead of the store's (behind: below 0), or null.
 *
 * @param aheadMs - the difference, in ms
 */
export function clockProblem(aheadMs: number): string | null {
  if (Math.abs(aheadMs) <= greatestMs) return null
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  return `This host's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the database's. Set both by NTP.`
}

/** How far this side is ahead of what the other said between two looks at its own clock: the least that it can be. */
export function aheadOf(other: number, before: number, after: number): number {
  if (before > other) return before - other
  return after < other ? after - other : 0
}
