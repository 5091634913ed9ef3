import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Cursor. Hex HMAC-SHA256 of the raw body after `sha256=`.
 *
 * Source: hookdeck/webhook-skills cursor-webhooks.
 */
export const cursor: Scheme = hmac({
  name: 'cursor',
  title: 'Cursor',
  documentation: ['https://github.com/hookdeck/webhook-skills'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Webhook-Signature'),
  prefix: 'sha256=',
})
