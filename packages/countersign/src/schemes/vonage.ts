import { jwt } from '../engines/jwt.ts'
import { header } from '../message/place.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Vonage. A JWT by HS256 with the hex SHA-256 of the raw body. Vonage's own SDKs look at the token's signature alone;
 * here body and age are held to it, too.
 *
 * Source: developer.nexmo.com/messages/concepts/signed-webhooks.
 */
export const vonage: Scheme = jwt({
  name: 'vonage',
  title: 'Vonage',
  documentation: ['https://developer.nexmo.com/messages/concepts/signed-webhooks'],
  confidence: 'high',
  at: header('Authorization'),
  prefix: 'Bearer ',
  algorithms: ['HS256'],
  id: 'jti',
  claims: { iss: 'Vonage' },
  bodyHash: { claim: 'payload_hash', hash: 'sha256', encoding: 'hex' },
  issuedWithinSeconds: 300,
  delivery: {
    retries: 'after a 5xx, and then signed where an error of its own had left it unsigned',
    refused: { ERR_SIGNATURE_MISSING: 503 },
  },
})
