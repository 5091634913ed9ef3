import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Front's rule webhooks. Base64 HMAC-SHA1 of the raw body by the API secret, without a timestamp. Application webhooks
 * have the same header name and another scheme, `front`; neither stands in for the other.
 *
 * Source: dev.frontapp.com/docs/rule-webhooks.
 */
export const frontRule: Scheme = hmac({
  name: 'front-rule',
  title: 'Front rule webhooks',
  documentation: ['https://dev.frontapp.com/docs/rule-webhooks'],
  confidence: 'high',
  hash: 'sha1',
  encoding: base64,
  signature: header('X-Front-Signature'),
  describe: described({ type: jsonField('type') }),
})
