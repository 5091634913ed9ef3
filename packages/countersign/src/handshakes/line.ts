import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * LINE sends a request without events when the operator presses Verify.
 *
 * Source: developers.line.biz; @line/bot-sdk 11.0.0.
 */
export const lineHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: jsonField('events'), emptyList: true }] },
    trust: { by: 'signature' },
    reply: { status: 200 },
  },
]
