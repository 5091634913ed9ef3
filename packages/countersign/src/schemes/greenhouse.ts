import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Greenhouse. Hex HMAC-SHA256 of the raw body after `sha256` and a blank. `Greenhouse-Event-ID` is the delivery's, by its
 * documentation, and not signed.
 *
 * Source: developers.greenhouse.io, webhook authentication.
 */
export const greenhouse: Scheme = hmac({
  name: 'greenhouse',
  title: 'Greenhouse',
  documentation: ['https://developers.greenhouse.io/webhooks.html'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Signature'),
  prefix: 'sha256 ',
  describe: described({ type: jsonField('action'), id: header('Greenhouse-Event-ID') }),
  forward: ['Greenhouse-Event-ID'],
  unprotected: ['id'],
})
