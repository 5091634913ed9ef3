import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { taggedList } from '../engines/tagged-list.ts'
import { fromBase64 } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, id, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Finch. Standard Webhooks' content under other header names, with a secret that is base64 without `whsec_`.
 *
 * Source: @tryfinch/finch-api resources/webhooks.
 */
export const finch: Scheme = hmac({
  name: 'finch',
  title: 'Finch',
  documentation: ['https://www.npmjs.com/package/@tryfinch/finch-api'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: taggedList({ at: header('Finch-Signature'), tag: 'v1', separator: ' ', joiner: ',' }),
  key: { encoding: 'base64', decode: fromBase64 },
  content: contentOf([id, '.', timestamp, '.', body]),
  id: signedId(header('Finch-Event-Id')),
  // `a.1` and `5.x` would sign as `a` and `1.5.x` do.
  idWithout: '.',
  timestamp: clock({ at: header('Finch-Timestamp'), unit: 'seconds' }),
  describe: described({ type: jsonField('type') }),
})
