import { hmac } from '../engines/hmac/hmac.ts'
import { nylasHandshake } from '../handshakes/nylas.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Nylas. Hex HMAC-SHA256 of the raw body in `x-nylas-signature`. A compressed body is signed as it is sent: it must
 * not be unpacked before the check.
 *
 * Source: developer.nylas.com/docs/cookbook/use-cases/build/verify-webhook-signatures and retry-failed-webhooks.
 */
export const nylas: Scheme = hmac({
  name: 'nylas',
  title: 'Nylas',
  documentation: ['https://developer.nylas.com/docs/cookbook/use-cases/build/verify-webhook-signatures'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('x-nylas-signature'),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
  delivery: { timeoutSeconds: 10 },
  handshake: nylasHandshake,
  keyLater:
    'Nylas makes the secret once its challenge was answered, and answers it to whoever made the webhook.',
})
