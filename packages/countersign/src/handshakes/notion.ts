import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Notion sends a token, unsigned, when a subscription is made. It signs with it from then on, once the operator has
 * pasted it back at Notion.
 *
 * Source: developers.notion.com/reference/webhooks.
 */
export const notionHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', fields: ['verification_token'] },
    trust: { by: 'nothing' },
    challenge: { at: jsonField('verification_token'), alphabet: 'visible', least: 8, most: 256 },
    setsSecret: true,
    reply: { status: 200 },
  },
]
