import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Loop Returns. Base64 HMAC-SHA256 of the raw body in `X-Loop-Signature`.
 *
 * Source: docs.loopreturns.com, HMAC calculation.
 */
export const loopReturns: Scheme = hmac({
  name: 'loop-returns',
  title: 'Loop Returns',
  documentation: ['https://docs.loopreturns.com/reference/hmac-calculation'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-Loop-Signature'),
})
