import type { IncomingHttpHeaders } from 'node:http'

const prefix = 'countersign_session_'
/** A browser may hold those of other gateways on the same host; more than this it was given by nobody honest. */
const mostLookedAt = 8

/**
 * The cookie that carries a session of the console, named for the port of the listener: browsers keep cookies by host
 * and not by port, so that of two gateways on one host each would take the other's away.
 */
export function sessionCookieName(adminUrl: string): string {
  const { port, protocol } = new URL(adminUrl)
  return prefix + (port || (protocol === 'https:' ? '443' : '80'))
}

/**
 * The sessions that a request carries, at whatever listener they were opened: gateways on one store share them.
 * None in a request of another origin than the gateway's own, whatever a browser may be led to send.
 */
export function sessionsOf(
  headers: IncomingHttpHeaders,
): { readonly name: string; readonly session: string }[] {
  const site = headers['sec-fetch-site']
  const origin = headers.origin
  const foreign =
    (site !== undefined && site !== 'same-origin') ||
    (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== headers.host))
  if (foreign) return []
  return (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .flatMap(([name = '', session = '', ...more]) =>
      /^countersign_session_\d{1,5}$/.test(name) && session !== '' && more.length === 0
        ? [{ name, session }]
        : [],
    )
    .slice(0, mostLookedAt)
}
