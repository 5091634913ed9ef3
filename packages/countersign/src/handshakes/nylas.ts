import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Nylas has its challenge sent back, and nothing beside it, within 10 s.
 *
 * Source: developer.nylas.com/docs/cookbook/use-cases/build/verify-webhook-signatures and retry-failed-webhooks.
 */
export const nylasHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
