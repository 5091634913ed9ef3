import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Signable. Base64 HMAC-SHA256 of the raw body in `Signature`. In early access. The timestamp in `X-Signable-Webhook`
 * is not signed and not looked at.
 *
 * Source: developers.signable.app, signed webhooks.
 */
export const signable: Scheme = hmac({
  name: 'signable',
  title: 'Signable',
  documentation: ['https://developers.signable.app/early-access/ea-signed-webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('Signature'),
})
