import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Mollie (next-gen webhooks). Hex HMAC-SHA256 of the raw body after `sha256=` in `X-Mollie-Signature`. Of the webhooks
 * of its newer API. The classic ones are unsigned forms that hold an id alone.
 *
 * Source: docs.mollie.com, by a catalogue of others.
 */
export const mollie: Scheme = hmac({
  name: 'mollie',
  title: 'Mollie (next-gen webhooks)',
  documentation: ['https://docs.mollie.com/reference/webhooks-best-practices'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Mollie-Signature'),
  prefix: 'sha256=',
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
