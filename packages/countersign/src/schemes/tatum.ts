import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Tatum. Base64 HMAC-SHA512 of the raw body in `x-payload-hash`.
 *
 * Source: docs.tatum.io, authenticating notification webhooks.
 */
export const tatum: Scheme = hmac({
  name: 'tatum',
  title: 'Tatum',
  documentation: ['https://docs.tatum.io/docs/authenticating-notification-webhooks'],
  confidence: 'medium',
  hash: 'sha512',
  encoding: base64,
  signature: header('x-payload-hash'),
})
