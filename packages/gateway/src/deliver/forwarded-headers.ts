import type { HeaderList } from '../model/event.ts'

/** Headers of the connection and of the gateway: neither a provider's nor an operator's value goes out. */
const reserved = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const reservedPrefixes = ['countersign-', 'webhook-']
const token = /^[!#$%&'*+\-.^_`|~0-9a-z]{1,128}$/
// RFC 9110, section 5.5: the tab is the one control character that a value may hold.
const value = /^[\t\x20-\x7e\x80-\xff]{0,8192}$/

/**
 * Whether an operator may have a header sent with each delivery of a destination. Not those of the
 * connection (a second Content-Length or Transfer-Encoding splits requests), of the content, or the
 * gateway's own; and only what HTTP can carry.
 */
export function isSettableHeader(name: string, text: string): boolean {
  const lower = name.toLowerCase()
  return !isReserved(lower) && token.test(lower) && value.test(text)
}

/** Of these lower-case names those whose headers may be repeated by a delivery: none of a credential, none of the gateway's. */
export function forwardable(names: Iterable<string>, credentials: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => !credentials.has(name) && !isReserved(name)))
}

/**
 * The received headers that a delivery repeats: how the body is to be read, and those of these names, which `forwardable`
 * has gone through.
 */
export function forwardedHeaders(received: HeaderList, names: ReadonlySet<string>): HeaderList {
  const forwarded: HeaderList[number][] = []
  let hasType = false
  let hasEncoding = false
  for (const header of received) {
    const [name, text] = header
    if (name === 'content-type') {
      if (hasType || !value.test(text)) continue
      hasType = true
    } else if (name === 'content-encoding') {
      if (hasEncoding || !value.test(text)) continue
      hasEncoding = true
    } else if (!names.has(name) || !value.test(text)) {
      continue
    }
    forwarded.push(header)
  }
  return forwarded
}

function isReserved(lower: string): boolean {
  return reserved.has(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix))
}
