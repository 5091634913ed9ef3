import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../../model/loopback.ts'
import { Refusal } from '../../model/refusal.ts'

/** What proxies add to a request that they pass on. */
const proxyHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
]

/** Whom a listener on a loopback address serves. */
export interface HostRules {
  /** Further names that it goes by, beside those of a loopback address. */
  readonly names: readonly string[]
  /** Whether a proxy may pass requests on to it. */
  readonly proxied: boolean
}

/**
 * Which rules hold for a listener on a loopback address. One that serves all is known to proxies for the sake of
 * `/in`: there no name and no proxy may open the rest to strangers. Whoever puts a proxy before a listener for
 * administration alone means to.
 */
export function hostRules(role: 'all' | 'admin', publicUrl: string | null): HostRules {
  if (role === 'all') return { names: [], proxied: false }
  const names = publicUrl === null ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')]
  return { names, proxied: true }
}

/**
 * Refuses what a browser was led to send to a loopback listener under another name (DNS rebinding), and what a
 * proxy passes on where none may. Without the proxied: the Host must be a loopback address, `localhost` or a name
 * below it; no header may tell of a proxy; and it must be HTTP/1.1, since nginx, where it is told nothing, speaks
 * HTTP/1.0 and names us as Host. Throws ERR_HOST_REFUSED.
 */
export function guardHost({ headers, httpVersion }: IncomingMessage, { names, proxied }: HostRules): void {
  const name = hostName(headers.host ?? '')
  const home = name === 'localhost' || name.endsWith('.localhost') || isLoopback(name) || names.includes(name)
  const passedOn = httpVersion === '1.0' || proxyHeaders.some((header) => headers[header] !== undefined)
  if (!home || (passedOn && !proxied)) throw new Refusal('ERR_HOST_REFUSED')
}

/** The name in a Host header, in lower case, without port and brackets. */
function hostName(host: string): string {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/.exec(host.toLowerCase())
  return match?.[1] ?? match?.[2] ?? ''
}
