import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Retell AI. Hex HMAC-SHA256 of body and timestamp as `v=…,d=…` in `X-Retell-Signature`. The body stands before the
 * timestamp; `v` is the timestamp and `d` the digest. The key is the API key.
 *
 * Source: retell-sdk 5.66.1 lib/webhook_auth.
 */
export const retell: Scheme = hmac({
  name: 'retell',
  title: 'Retell AI',
  documentation: ['https://www.npmjs.com/package/retell-sdk'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('X-Retell-Signature', 'd'),
  content: contentOf([body, timestamp]),
  timestamp: clock({ at: parameter('X-Retell-Signature', 'v'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('event') }),
})
