import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Bolt. Base64 HMAC-SHA256 of the raw body.
 *
 * Source: the registry webhook-co/webhook.
 */
export const bolt: Scheme = hmac({
  name: 'bolt',
  title: 'Bolt',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-Bolt-Hmac-Sha256'),
  describe: described({ type: jsonField('type') }),
})
