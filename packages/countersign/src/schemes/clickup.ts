import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * ClickUp. Hex HMAC-SHA256 of the raw body.
 *
 * Source: developer.clickup.com/docs/webhooksignature.
 */
export const clickup: Scheme = hmac({
  name: 'clickup',
  title: 'ClickUp',
  documentation: ['https://developer.clickup.com/docs/webhooksignature'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Signature'),
  describe: described({ type: jsonField('event') }),
})
