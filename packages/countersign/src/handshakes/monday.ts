import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * monday has its challenge sent back when a webhook is made. The request carries no signature; an event with such a
 * field has others besides.
 *
 * Source: mondaycom/welcome-apps authentication middlewares @fd3c490 (official sample); developer.monday.com.
 */
export const mondayHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', fields: ['challenge'] },
    trust: { by: 'nothing' },
    challenge: { at: jsonField('challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { json: { challenge: { echo: 'challenge' } } } },
  },
]
