import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { taggedList } from '../engines/tagged-list.ts'
import { rfc3339Utc } from '../message/dates.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Orb. Hex HMAC-SHA256 of `v1:timestamp:body` after `v1=` in `X-Orb-Signature`. The literal `v1` is part of what is
 * signed; the timestamp is signed as written, often without a zone, and means UTC. Several signatures, with a blank
 * between, while a secret is rotated.
 *
 * Source: orb-billing 6.11.0 resources/webhooks.
 */
export const orb: Scheme = hmac({
  name: 'orb',
  title: 'Orb',
  documentation: ['https://www.npmjs.com/package/orb-billing'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: taggedList({ at: header('X-Orb-Signature'), tag: 'v1', separator: ' ', joiner: '=' }),
  content: contentOf(['v1:', timestamp, ':', body]),
  timestamp: clock({ at: header('X-Orb-Timestamp'), unit: 'rfc3339-utc', read: rfc3339Utc }),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
