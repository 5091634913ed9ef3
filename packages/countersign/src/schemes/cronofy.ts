import { hmac } from '../engines/hmac/hmac.ts'
import { items } from '../message/items.ts'
import { jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Cronofy. Base64 HMAC-SHA256 of the raw body, one for each client secret in a list.
 *
 * Source: cronofy/cronofy-ruby hmac_valid?.
 */
export const cronofy: Scheme = hmac({
  name: 'cronofy',
  title: 'Cronofy',
  documentation: ['https://github.com/cronofy/cronofy-ruby'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: items('Cronofy-HMAC-SHA256'),
  describe: described({ type: jsonField('notification', 'type') }),
})
