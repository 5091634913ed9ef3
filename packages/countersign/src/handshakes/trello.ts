import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Trello asks with HEAD whether the callback is there when a webhook is made; 410 would delete it.
 *
 * Source: trello-archive/api-docs @e47b0d5, @bc605b0; developer.atlassian.com/cloud/trello/guides/rest-api/webhooks.
 */
export const trelloHandshake: readonly HandshakeRule[] = [
  { when: { method: 'HEAD' }, trust: { by: 'nothing' }, reply: { status: 200 } },
]
