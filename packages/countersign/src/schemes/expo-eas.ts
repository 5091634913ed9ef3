import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Expo's EAS. Hex HMAC-SHA1 of the raw body after `sha1=`, by a secret of 16 characters or more.
 *
 * Source: expo/expo docs, EAS webhooks.
 */
export const expoEas: Scheme = hmac({
  name: 'expo-eas',
  title: 'Expo EAS',
  documentation: ['https://github.com/expo/expo'],
  confidence: 'high',
  hash: 'sha1',
  encoding: hex,
  signature: header('expo-signature'),
  prefix: 'sha1=',
  describe: described({ type: [jsonField('status'), jsonField('platform')], id: jsonField('id') }),
  delivery: { retries: 'after every answer but a 2xx or 3xx', success: '200 to 399' },
})
