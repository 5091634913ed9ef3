import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Slack sends a signed `url_verification` when an address is entered, and has its challenge sent back.
 *
 * Source: docs.slack.dev verifying requests; @slack/bolt 5.1.0.
 */
export const slackHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: jsonField('type'), value: 'url_verification' }] },
    trust: { by: 'signature' },
    challenge: { at: jsonField('challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
