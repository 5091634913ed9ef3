import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Revolut (Business, Merchant, Crypto Ramp). Hex HMAC-SHA256 of `v1.timestamp.body` as `v1=…` in `Revolut-Signature`.
 * The literal `v1` is part of what is signed. Several signatures while a secret is rotated.
 *
 * Source: developer.revolut.com, verify the payload signature.
 */
export const revolut: Scheme = hmac({
  name: 'revolut',
  title: 'Revolut (Business, Merchant, Crypto Ramp)',
  documentation: [
    'https://developer.revolut.com/docs/guides/manage-accounts/webhooks/verify-the-payload-signature',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Revolut-Signature', 'v1'),
  content: contentOf(['v1.', timestamp, '.', body]),
  timestamp: clock({ at: header('Revolut-Request-Timestamp'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('event') }),
})
