import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Discord sends signed PINGs when an address is saved, of interactions and of webhook events, and wrongly signed
 * ones that must be refused. Both kinds of message have a `type`; 1 is a PING of the one and an event of the other,
 * which has `event` and wants 204.
 *
 * Source: discord/discord-api-docs @c98d64b; discord-interactions 4.4.0.
 */
export const discordHandshake: readonly HandshakeRule[] = [
  {
    when: {
      method: 'POST',
      holds: [
        { at: jsonField('type'), value: 1 },
        { at: jsonField('event'), value: false },
      ],
    },
    trust: { by: 'signature' },
    reply: { status: 200, body: { json: { type: 1 } } },
  },
  {
    when: { method: 'POST', holds: [{ at: jsonField('type'), value: 0 }] },
    trust: { by: 'signature' },
    reply: { status: 204 },
  },
  {
    when: { method: 'POST', holds: [{ at: jsonField('event', 'type'), value: true }] },
    trust: { by: 'signature' },
    reply: { status: 204 },
    event: true,
  },
]
