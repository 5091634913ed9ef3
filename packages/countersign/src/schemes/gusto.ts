import { hmac } from '../engines/hmac/hmac.ts'
import { gustoHandshake } from '../handshakes/gusto.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Gusto. Hex HMAC-SHA256 of the raw body by the verification token that it sent when the subscription was made.
 *
 * Sources: docs.gusto.com, webhooks; public receivers.
 */
export const gusto: Scheme = hmac({
  name: 'gusto',
  title: 'Gusto',
  documentation: ['https://docs.gusto.com/embedded-payroll/docs/webhooks'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Gusto-Signature'),
  describe: described({ type: jsonField('event_type'), id: jsonField('uuid') }),
  handshake: gustoHandshake,
})
