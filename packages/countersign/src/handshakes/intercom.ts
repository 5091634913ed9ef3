import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Intercom asks with HEAD whether the endpoint is there when it is saved.
 *
 * Source: intercom/intercom-webhooks C# samples @31669eb (official, archived); developers.intercom.com webhooks.
 */
export const intercomHandshake: readonly HandshakeRule[] = [
  { when: { method: 'HEAD' }, trust: { by: 'nothing' }, reply: { status: 200 } },
]
