import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Strike. Hex HMAC-SHA256 of the raw body in `X-Webhook-Signature`.
 *
 * Source: docs.strike.me, webhook signature verification.
 */
export const strike: Scheme = hmac({
  name: 'strike',
  title: 'Strike',
  documentation: ['https://docs.strike.me/webhooks/signature-verification'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Webhook-Signature'),
  describe: described({ type: jsonField('eventType'), id: jsonField('id') }),
})
