import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Razorpay. Hex HMAC-SHA256 of the raw body in `X-Razorpay-Signature`. The key is the webhook's secret, not that of
 * the API key. The event's id is a header that the signature leaves out.
 *
 * Sources: razorpay.com/docs/webhooks/validate-test; razorpay 2.9.8; razorpay-node issue 29.
 */
export const razorpay: Scheme = hmac({
  name: 'razorpay',
  title: 'Razorpay',
  documentation: ['https://razorpay.com/docs/webhooks/validate-test'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Razorpay-Signature'),
  describe: described({ type: jsonField('event'), id: header('x-razorpay-event-id') }),
  forward: ['x-razorpay-event-id'],
  unprotected: ['id'],
})
