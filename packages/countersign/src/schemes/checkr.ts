import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Checkr. Hex HMAC-SHA256 of the raw body by the API key or the webhook's secret.
 *
 * Source: docs.checkr.com, validating webhooks.
 */
export const checkr: Scheme = hmac({
  name: 'checkr',
  title: 'Checkr',
  documentation: ['https://docs.checkr.com/apis/webhooks'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Checkr-Signature'),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
