import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Doppler. Hex HMAC-SHA256 of the raw body after `sha256=`. The payload can be replaced by a fixed one of the
 * operator's, which then says nothing of the event.
 *
 * Sources: docs.doppler.com, webhooks; the registry webhook-co/webhook.
 */
export const doppler: Scheme = hmac({
  name: 'doppler',
  title: 'Doppler',
  documentation: ['https://docs.doppler.com/docs/webhooks'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Doppler-Signature'),
  prefix: 'sha256=',
  describe: described({ type: jsonField('type') }),
})
