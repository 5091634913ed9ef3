import type { HeaderList } from '../model/event.ts'

/** A request's headers, those that carry a credential or the address apart from those that may be seen. */
export interface SplitHeaders {
  readonly visible: HeaderList
  readonly credentials: HeaderList
}

const none: HeaderList = []

/**
 * In which proxies repeat the address that they were asked for: with tokens of its query, or the unguessable path of a
 * source that is its only proof. They are kept as credentials are.
 */
const addresses: ReadonlySet<string> = new Set([
  'referer',
  'x-envoy-original-path',
  'x-forwarded-path',
  'x-forwarded-uri',
  'x-forwarded-url',
  'x-original-uri',
  'x-original-url',
  'x-rewrite-url',
  'x-waws-unencoded-url',
])

/**
 * Sorts headers as Node gives them (name, value, name, value, …), names in lower case, each as often as it
 * came and in its order.
 */
export function splitHeaders(raw: readonly string[], credentialNames: ReadonlySet<string>): SplitHeaders {
  const visible: [string, string][] = []
  let credentials: [string, string][] | null = null
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    const header: [string, string] = [name, raw[at + 1] ?? '']
    if (credentialNames.has(name) || addresses.has(name)) {
      credentials ??= []
      credentials.push(header)
    } else {
      visible.push(header)
    }
  }
  return { visible, credentials: credentials ?? none }
}
