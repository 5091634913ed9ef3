import { listedHeaders } from '../content/listed-headers.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, type MadePart, method } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const signedAt = header('X-Contentful-Timestamp')
const listed = header('X-Contentful-Signed-Headers')

/**
 * Path and query: the query as one value of a query, and then the whole as an address, so that it is escaped twice. What
 * stands behind a second question mark is not signed (the toolkit takes the first two pieces between them): it is refused.
 */
const target: MadePart = {
  part: 'made',
  make({ url }) {
    const found = /^https?:\/\/[^/?#]*([^?#]*)\??([^#]*)/i.exec(url ?? '')
    if (found === null) throw new WebhookError('ERR_URL_MISSING')
    const [, path = '', query = ''] = found
    if (query.includes('?')) throw refusal('ERR_CONTENT_MALFORMED', 'The URL holds two question marks.')
    try {
      const rest = query === '' ? '' : `?${encodeURIComponent(query)}`
      return [encodeURI((path === '' ? '/' : path) + rest)]
    } catch {
      // Half of a surrogate pair.
      throw refusal('ERR_CONTENT_MALFORMED', 'The URL is no text.')
    }
  },
}

const headers: MadePart = {
  ...listedHeaders(listed, {
    separator: ',',
    joiner: ';',
    write: (name, value) => `${name}:${value.trim()}`,
    must: [signedAt.name, listed.name],
  }),
  of: [listed, signedAt],
}

/**
 * Contentful. Hex HMAC-SHA256 of method, path with query, the headers that one of them lists, and the body, a line
 * each. Timestamp and list must be among the headers. Half a minute is allowed. Who signs gives the list and all that
 * is in it but the timestamp.
 *
 * Source: @contentful/node-apps-toolkit, requests.
 */
export const contentful: Scheme = hmac({
  name: 'contentful',
  title: 'Contentful',
  documentation: ['https://www.npmjs.com/package/@contentful/node-apps-toolkit'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Contentful-Signature'),
  content: contentOf([method, '\n', target, '\n', headers, '\n', body]),
  timestamp: clock({ at: signedAt, unit: 'milliseconds', toleranceSeconds: 30 }),
  describe: described({ type: header('X-Contentful-Topic') }),
  unprotected: ['type'],
  forward: ['X-Contentful-Topic'],
})
