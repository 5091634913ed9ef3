import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Figma sends a PING with the passcode when a webhook is made.
 *
 * Source: @figma/rest-api-spec 0.43.0; developers.figma.com/docs/rest-api/webhooks-security.
 */
export const figmaHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: jsonField('event_type'), value: 'PING' }] },
    trust: { by: 'signature' },
    reply: { status: 200 },
  },
]
