import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Affirm. Hex HMAC-SHA512 of `timestamp.body` as `t=…,v0=…`: Stripe's shape with a longer hash. Each attempt is signed
 * anew.
 *
 * Source: docs.affirm.com, checking webhook signatures.
 */
export const affirm: Scheme = hmac({
  name: 'affirm',
  title: 'Affirm',
  documentation: ['https://docs.affirm.com/developers/docs/checking-webhook-signatures'],
  confidence: 'medium',
  hash: 'sha512',
  encoding: hex,
  signature: parameter('X-Affirm-Signature', 'v0'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('X-Affirm-Signature', 't'), unit: 'seconds' }),
})
