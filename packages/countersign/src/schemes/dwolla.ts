import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Dwolla. Hex HMAC-SHA256 of the raw body. The topic is taken from there, where it is signed. What happens while a
 * subscription is paused is not sent afterwards.
 *
 * Source: developers.dwolla.com, process and validate webhooks.
 */
export const dwolla: Scheme = hmac({
  name: 'dwolla',
  title: 'Dwolla',
  documentation: ['https://developers.dwolla.com/docs/connect/webhooks/process-validate'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Request-Signature-SHA-256'),
  describe: described({ type: jsonField('topic'), id: jsonField('id') }),
  forward: ['X-Dwolla-Topic'],
  delivery: {
    timeoutSeconds: 10,
    retries: 'up to 8 in 72 h',
    disables: 'paused after 400 failures in a row and 24 h without success',
  },
})
