import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Oracle CX Commerce. Base64 HMAC-SHA512 of the raw body in `X-Oracle-CC-WebHook-Signature`.
 *
 * Source: docs.oracle.com, CX Commerce, secure webhooks.
 */
export const oracleCommerce: Scheme = hmac({
  name: 'oracle-commerce',
  title: 'Oracle CX Commerce',
  documentation: ['https://docs.oracle.com/en/cloud/saas/cx-commerce/ccdev/secure-webhooks.html'],
  confidence: 'high',
  hash: 'sha512',
  encoding: base64,
  signature: header('X-Oracle-CC-WebHook-Signature'),
})
