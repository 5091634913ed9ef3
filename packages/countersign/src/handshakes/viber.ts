import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Viber sends a signed `webhook` when an address is set.
 *
 * Source: viber-bot 1.0.18 message-validator.js.
 */
export const viberHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: jsonField('event'), value: 'webhook' }] },
    trust: { by: 'signature' },
    reply: { status: 200 },
  },
]
