import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

const taken: HandshakeRule = {
  when: { method: 'POST' },
  trust: { by: 'signature' },
  reply: { status: 200, body: { json: { status: 'success' } } },
  event: true,
}

/**
 * Mixpanel counts a page of a cohort as failed unless JSON says that it was taken, with the action that it was for
 * (`members`, `add_members`, `remove_members`).
 *
 * Source: mixpanel/docs pages/docs/cohort-sync/webhooks.mdx.
 */
export const mixpanelHandshake: readonly HandshakeRule[] = [
  {
    ...taken,
    challenge: { at: jsonField('action'), alphabet: 'token', most: 64 },
    reply: { status: 200, body: { json: { action: { echo: 'challenge' }, status: 'success' } } },
  },
  taken,
]
