import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Webex Connect asks with HEAD whether the endpoint is there when the webhook is saved.
 *
 * Source: developers.webexconnect.io/reference/outbound-webhooks, help.webexconnect.io/docs/outbound-webhooks.
 */
export const webexConnectHandshake: readonly HandshakeRule[] = [
  { when: { method: 'HEAD' }, trust: { by: 'nothing' }, reply: { status: 200 } },
]
