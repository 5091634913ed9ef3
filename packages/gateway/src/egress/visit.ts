import type { Call } from './call.ts'

/** Within what a provider waits for the answer to its handshake, in ms. */
const timeoutMs = 5_000
/** What comes back is not looked at. */
const maxBytes = 64 * 1024
/** Under way at once; beyond it a provider is asked to come again. */
const mostVisits = 16

/**
 * Fetches an address that a handshake names, such as the one that confirms a subscription: whether it answered 2xx.
 * Rejects as the call does.
 *
 * @param call - through the guard: leads only where a delivery may go
 */
export function createVisit(call: Call): (url: string) => Promise<boolean> {
  let underWay = 0
  return async (url) => {
    if (underWay >= mostVisits) return false
    underWay += 1
    try {
      const headers = { accept: '*/*', 'user-agent': 'countersign' }
      const { status } = await call(new URL(url), { method: 'GET', headers, timeoutMs, maxBytes })
      return status >= 200 && status < 300
    } finally {
      underWay -= 1
    }
  }
}
