import { jwt } from '../engines/jwt.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Plaid. A JWT by ES256 with the hex SHA-256 of the raw body, which Plaid indents; not older than five minutes by `iat`.
 * The key that `kid` names is had from Plaid's API with the receiver's own credentials: give it as a public key, or a
 * function that fetches it.
 *
 * Source: plaid.com/docs/api/webhooks/webhook-verification.
 */
export const plaid: Scheme = jwt({
  name: 'plaid',
  title: 'Plaid',
  documentation: ['https://plaid.com/docs/api/webhooks/webhook-verification/'],
  confidence: 'high',
  at: header('Plaid-Verification'),
  algorithms: ['ES256'],
  // Fetched by POST with credentials: by whoever has them, from nowhere else.
  keySource: { hosts: [], form: 'jwks' },
  bodyHash: { claim: 'request_body_sha256', hash: 'sha256', encoding: 'hex' },
  issuedWithinSeconds: 300,
  describe: described({ type: [jsonField('webhook_type'), jsonField('webhook_code')] }),
  keyLater:
    'The first message names the key: `kid` in the head of its token. `POST /webhook_verification_key/get` of Plaid’s API answers it, as a JWK.',
  delivery: {
    timeoutSeconds: 10,
    retries:
      'for up to 24 h, first after 30 s, each delay four times the last; none while over 90 % were refused within 24 h',
  },
})
