import { header } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Asana sends the secret of a new webhook in a header, unsigned, and has it sent back in the same one. Later
 * requests of the kind are refused: a secret that is there is never replaced.
 *
 * Source: Asana/devrel-examples javascript/webhooks-nodejs/index.js @7f18334 (official sample); developers.asana.com
 * webhooks.
 */
export const asanaHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: header('X-Hook-Signature'), value: false }] },
    trust: { by: 'nothing' },
    challenge: { at: header('X-Hook-Secret'), alphabet: 'visible', least: 8, most: 256 },
    setsSecret: true,
    reply: { status: 200, headers: { 'X-Hook-Secret': { echo: 'challenge' } } },
  },
]
