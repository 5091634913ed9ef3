import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Checkout.com. Hex HMAC-SHA256 of the raw body by the signature key. The authorization header key, a second setting,
 * is a plain token and is not looked at.
 *
 * Source: checkout.com/docs, set up your webhook receiver.
 */
export const checkoutCom: Scheme = hmac({
  name: 'checkout-com',
  title: 'Checkout.com',
  documentation: ['https://checkout.com/docs/workflows/set-up-your-webhook-receiver'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Cko-Signature'),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
  credentials: ['Authorization'],
})
