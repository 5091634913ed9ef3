import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Deel. Hex HMAC-SHA256 of the word `POST` and the body. With several subscriptions a header names the signing key; it
 * is unsigned, as is the version of the payload.
 *
 * Source: developer.deel.com, webhooks.
 */
export const deel: Scheme = hmac({
  name: 'deel',
  title: 'Deel',
  documentation: ['https://developer.deel.com/docs/webhooks-get-started'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('x-deel-signature'),
  content: contentOf(['POST', body]),
  describe: described({ type: jsonField('data', 'meta', 'event_type') }),
  forward: ['x-deel-hmac-label', 'x-deel-webhook-version'],
  delivery: { success: '200' },
})
