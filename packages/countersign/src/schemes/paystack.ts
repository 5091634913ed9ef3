import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Paystack. Hex HMAC-SHA512 of the raw body in `x-paystack-signature`. The key is the secret key of the API, another
 * one in test mode. `data.id` is the transaction's and comes with several events: it is no id of the event.
 *
 * Source: PaystackOSS/doc-code-snippets src/doc/payments/webhooks/verifying-transaction/index.js.
 */
export const paystack: Scheme = hmac({
  name: 'paystack',
  title: 'Paystack',
  documentation: ['https://github.com/PaystackOSS/doc-code-snippets'],
  confidence: 'high',
  hash: 'sha512',
  encoding: hex,
  signature: header('x-paystack-signature'),
  describe: described({ type: jsonField('event') }),
})
