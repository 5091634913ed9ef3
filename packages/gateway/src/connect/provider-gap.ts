import type { Gap, Search } from './provider.ts'

/** A `Date` header tells whole seconds, and an answer takes its time; what is found twice is known by its key. */
const slackMs = 2000
/** Below this a difference is not one of clocks, in ms. */
const noticeableMs = 5000

/** A gap by the provider's clock, a little wider: the times that its API tells are by that. */
export function providerGap({ from, to, floor }: Search, clockAheadMs: number): Gap {
  const shift = Math.abs(clockAheadMs) < noticeableMs ? 0 : clockAheadMs
  return { from: Math.max(from - slackMs, floor) + shift, to: to + slackMs + shift }
}
