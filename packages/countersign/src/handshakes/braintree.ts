import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Braintree has `bt_challenge` signed when a destination is saved: public key, a bar, the HMAC by the SHA-1 of the
 * private key. The public key is the param `keyId`. Payloads are signed by the same key: a challenge is of 20 to
 * 32 hex digits, and the scheme takes no such payload.
 *
 * Source: braintree 3.40.0 webhook_notification_gateway.js.
 */
export const braintreeHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('bt_challenge'), alphabet: 'hex', least: 20, most: 32 },
    reply: {
      status: 200,
      body: {
        text: {
          joined: [
            { param: 'keyId' },
            '|',
            { hmac: 'challenge', hash: 'sha1', encoding: 'hex', hashed: 'sha1' },
          ],
        },
      },
    },
  },
]
