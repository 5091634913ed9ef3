import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * A hub asks whether a subscription is wanted: only to the topic that the source is set to, the param `topic`. That
 * one is to end is not agreed to: anybody may ask a hub for it.
 *
 * Source: w3.org/TR/websub.
 */
export const websubHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET', holds: [{ at: query('hub.mode'), value: 'subscribe' }] },
    trust: { by: 'param', at: query('hub.topic'), param: 'topic' },
    challenge: { at: query('hub.challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
