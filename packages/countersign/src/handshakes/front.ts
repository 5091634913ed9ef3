import { header } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Front signs a request with a challenge each time an application webhook is saved, and has it sent back.
 *
 * Source: dev.frontapp.com/docs/application-webhooks, /docs/security-1, frontapp/dynamic-objects-handler
 * lib/auth.ts.
 */
export const frontHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: header('X-Front-Challenge'), value: true }] },
    trust: { by: 'signature' },
    challenge: { at: header('X-Front-Challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
