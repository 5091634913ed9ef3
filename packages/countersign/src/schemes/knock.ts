import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Knock. Base64 HMAC-SHA256 of `timestamp.body` as `t=…,s=…`: Stripe's shape with milliseconds and base64. The type is
 * taken from the body, which is signed.
 *
 * Source: knocklabs/docs, outbound webhooks.
 */
export const knock: Scheme = hmac({
  name: 'knock',
  title: 'Knock',
  documentation: ['https://github.com/knocklabs/docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: parameter('x-knock-signature', 's'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('x-knock-signature', 't'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
  forward: ['x-knock-event'],
})
