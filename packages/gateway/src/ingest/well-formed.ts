import type { IncomingMessage } from 'node:http'

/**
 * Whether a request may be looked at: HTTP/1.0 or 1.1, which Node's parser does not insist on, and not two hosts, of which
 * Node keeps the first and a proxy may have kept the other (RFC 9112, section 3.2). With an absolute target its host is
 * that of the header, as section 3.2.2 demands of clients: else one name is looked at, and the other was meant.
 */
export function isWellFormed({
  httpVersion,
  rawHeaders,
  headers,
  url = '',
}: Pick<IncomingMessage, 'httpVersion' | 'rawHeaders' | 'headers' | 'url'>): boolean {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return false
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  if (hosts > 1) return false
  if (url.startsWith('/') || url === '*') return true
  const host = absolute.exec(url)?.[1]?.toLowerCase()
  return host !== undefined && (headers.host === undefined || headers.host.toLowerCase() === host)
}

const absolute = /^https?:\/\/([^/?#@\s]+)/i

/** The target of a request as all but proxies write it: path and query, without scheme and host. */
export function originForm(url: string): string {
  if (url.startsWith('/') || url === '*') return url
  const rest = url.replace(absolute, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}
