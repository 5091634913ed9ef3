import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * AfterShip Returns and Warranty. Base64 HMAC-SHA256 of the raw body. Organizations from before 25 October 2022 have
 * an older header, `am-webhook-signature`, which is not looked at.
 *
 * Source: AfterShip's documentation of returns and warranty webhooks.
 */
export const aftershipReturns: Scheme = hmac({
  name: 'aftership-returns',
  title: 'AfterShip Returns, Warranty',
  documentation: ['https://www.aftership.com/docs/returns/2025-04/webhook/signature'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('as-signature-hmac-sha256'),
})
