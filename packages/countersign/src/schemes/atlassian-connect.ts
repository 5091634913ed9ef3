import { wholeUrl } from '../content/path.ts'
import { jwt } from '../engines/jwt.ts'
import { atlassianConnectHandshake } from '../handshakes/atlassian-connect.ts'
import type { Message } from '../message/message.ts'
import { header, jsonField } from '../message/place.ts'
import type { Platform } from '../platform/platform.ts'
import { described } from '../scheme/described.ts'
import type { Eventually } from '../scheme/eventually.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** As RFC 3986 has it: letters, digits and -._~ alone go unescaped. */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Method, path and sorted query, as Atlassian's documentation of the query string hash says. */
function canonical({ method = '', url = '' }: Message): string {
  const { pathname, searchParams } = new URL(url)
  // Gathered in one pass: `getAll` looks through the whole query, and a stranger says how many names it has.
  const valuesOf = new Map<string, string[]>()
  for (const [name, value] of searchParams) {
    const before = valuesOf.get(name)
    if (before === undefined) valuesOf.set(name, [escaped(value)])
    else before.push(escaped(value))
  }
  valuesOf.delete('jwt')
  const pairs = [...valuesOf].map(([name, values]) => [escaped(name), values.sort().join(',')] as const)
  const sorted = pairs.sort(([one], [other]) => (one < other ? -1 : 1))
  const path = pathname.replaceAll('&', '%26')
  return `${method}&${path}&${sorted.map((pair) => pair.join('=')).join('&')}`
}

function hashOf(message: Message, platform: Platform): Eventually<string> {
  return platform.hash('sha256', [canonical(message)], 'hex')
}

/**
 * Atlassian Connect apps. A JWT by HS256, issued by the installation, with the hash of method, path and query: the body
 * is not protected.
 *
 * Source: www.npmjs.com/package/atlassian-jwt.
 */
export const atlassianConnect: Scheme = jwt({
  name: 'atlassian-connect',
  title: 'Atlassian Connect',
  documentation: ['https://www.npmjs.com/package/atlassian-jwt'],
  confidence: 'high',
  at: header('Authorization'),
  prefix: 'JWT ',
  algorithms: ['HS256'],
  claims: { iss: [{ param: 'keyId' }] },
  params: { keyId: { title: 'the client key of the installation' } },
  agrees({ qsh }, message, platform) {
    const { url } = message
    if (typeof qsh !== 'string' || url === undefined || !URL.canParse(url)) return false
    const hash = hashOf(message, platform)
    return typeof hash === 'string'
      ? platform.equal(hash, qsh)
      : hash.then((text) => platform.equal(text, qsh))
  },
  async agreeing(message, platform) {
    wholeUrl(message)
    return { qsh: await hashOf(message, platform) }
  },
  covers: 'fields',
  expires: true,
  describe: described({ type: jsonField('webhookEvent') }),
  handshake: atlassianConnectHandshake,
})
