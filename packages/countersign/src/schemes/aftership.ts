import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * AfterShip Tracking. Base64 HMAC-SHA256 of the raw body.
 *
 * Source: AfterShip's documentation of tracking webhooks.
 */
export const aftership: Scheme = hmac({
  name: 'aftership',
  title: 'AfterShip Tracking',
  documentation: ['https://www.aftership.com/docs/tracking/webhook/webhook-signature'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('aftership-hmac-sha256'),
  describe: described({ type: jsonField('event') }),
})
