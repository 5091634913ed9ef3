import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Meta has `hub.challenge` sent back by whoever knows the verify token that was entered beside the address: the
 * param `verifyToken`.
 *
 * Source: developers.facebook.com graph-api webhooks; fbsamples/messenger-platform-samples @09c9387.
 */
export const metaHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET', holds: [{ at: query('hub.mode'), value: 'subscribe' }] },
    trust: { by: 'param', at: query('hub.verify_token'), param: 'verifyToken' },
    challenge: { at: query('hub.challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
