import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Dropbox has its challenge sent back as text when a webhook is made, within 10 s.
 *
 * Source: dropbox/mdwebhook app.py @1b32d5a (official sample); dropbox.com/developers/reference/webhooks.
 */
export const dropboxHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
