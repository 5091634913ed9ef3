import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Atlassian sends the shared secret of an installation when an app is installed.
 *
 * Source: atlassian-jwt 2.0.3; developer.atlassian.com connect security.
 */
export const atlassianConnectHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: jsonField('eventType'), value: 'installed' }] },
    trust: { by: 'nothing' },
    challenge: { at: jsonField('sharedSecret'), alphabet: 'visible', least: 8, most: 512 },
    setsSecret: true,
    reply: { status: 204 },
  },
]
