import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Gusto sends a token, unsigned, when a subscription is made. It signs with it from then on, once the operator has
 * sent it back by its API.
 *
 * Source: public receivers in several repositories.
 */
export const gustoHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', fields: ['verification_token', 'webhook_subscription_uuid'] },
    trust: { by: 'nothing' },
    challenge: { at: jsonField('verification_token'), alphabet: 'visible', least: 8, most: 256 },
    setsSecret: true,
    reply: { status: 200 },
  },
]
