import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Microsoft Graph has `validationToken` sent back, decoded, as text within 10 s when a subscription is made.
 *
 * Source: microsoftgraph/nodejs-webhooks-sample routes/listen.js @eab34b1 (official sample).
 */
export const microsoftGraphHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST' },
    trust: { by: 'nothing' },
    challenge: { at: query('validationToken'), alphabet: 'printable' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
