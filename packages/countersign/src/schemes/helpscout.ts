import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Help Scout. Base64 HMAC-SHA1 of the raw body. What was deleted comes with its id alone.
 *
 * Source: developer.helpscout.com, webhooks.
 */
export const helpscout: Scheme = hmac({
  name: 'helpscout',
  title: 'Help Scout',
  documentation: ['https://developer.helpscout.com/webhooks'],
  confidence: 'high',
  hash: 'sha1',
  encoding: base64,
  signature: header('X-HelpScout-Signature'),
  describe: described({ type: header('X-HelpScout-Event') }),
  forward: ['X-HelpScout-Event'],
  unprotected: ['type'],
})
