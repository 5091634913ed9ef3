import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hexUpper } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Authorize.Net. HMAC-SHA512 of the raw body in hex of capital letters after `sha512=`. The Signature Key is 128 hex
 * digits and is used as that text, not decoded: a captured delivery holds only so, and receivers that decode it are
 * wrong.
 *
 * Sources: stymiee/authnetjson AuthnetWebhookTest; crate authorizenet; developer.authorize.net.
 */
export const authorizeNet: Scheme = hmac({
  name: 'authorize-net',
  title: 'Authorize.Net',
  documentation: [
    'https://developer.authorize.net/api/reference/features/webhooks.html',
    'https://github.com/stymiee/authnetjson',
  ],
  confidence: 'high',
  hash: 'sha512',
  encoding: hexUpper,
  signature: header('X-ANET-Signature'),
  prefix: 'sha512=',
  describe: described({ type: jsonField('eventType'), id: jsonField('notificationId') }),
  forward: ['X-Request-Id'],
})
