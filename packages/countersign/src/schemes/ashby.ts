import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Ashby. Hex HMAC-SHA256 of the raw body after `sha256=`.
 *
 * Source: the registry webhook-co/webhook.
 */
export const ashby: Scheme = hmac({
  name: 'ashby',
  title: 'Ashby',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('Ashby-Signature'),
  prefix: 'sha256=',
  describe: described({ type: jsonField('action') }),
})
