import { token } from '../engines/token.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Flutterwave, version 3. The secret hash is sent as it is. Version 4 signs, under another header that is not looked
 * at.
 *
 * Source: developer.flutterwave.com, webhooks.
 */
export const flutterwave: Scheme = token({
  name: 'flutterwave',
  title: 'Flutterwave v3',
  documentation: ['https://developer.flutterwave.com/docs/webhooks'],
  confidence: 'medium',
  at: header('verif-hash'),
  describe: described({ type: jsonField('event') }),
})
