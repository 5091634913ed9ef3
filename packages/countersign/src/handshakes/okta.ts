import { header } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Okta has its challenge sent back in JSON when an event hook is verified.
 *
 * Source: okta/okta-developer-docs concepts/event-hooks @468de9c.
 */
export const oktaHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: header('X-Okta-Verification-Challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { json: { verification: { echo: 'challenge' } } } },
  },
]
