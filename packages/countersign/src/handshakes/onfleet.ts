import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Onfleet has `check` sent back when a webhook is made.
 *
 * Source: n8n-nodes-base 2.41.2 OnfleetTrigger.
 */
export const onfleetHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('check'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
