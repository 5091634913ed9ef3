import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex, hexUpper } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Authorize.Net. HMAC-SHA512 of the raw body in hex after `sha512=`. Its digits are capital letters in what was captured;
 * the same in small letters is taken, too. The Signature Key is 128 hex digits and is used as that text, not decoded: a
 * captured delivery holds only so, and receivers that decode it are wrong.
 *
 * Sources: stymiee/authnetjson AuthnetWebhookTest; crate authorizenet; developer.authorize.net.
 */
export const authorizeNet: Scheme = either(
  {
    name: 'authorize-net',
    title: 'Authorize.Net',
    documentation: [
      'https://developer.authorize.net/api/reference/features/webhooks.html',
      'https://github.com/stymiee/authnetjson',
    ],
    confidence: 'high',
    describe: described({ type: jsonField('eventType'), id: jsonField('notificationId') }),
    forward: ['X-Request-Id'],
  },
  [hexUpper, hex].map((encoding) =>
    hmac({ hash: 'sha512', encoding, signature: header('X-ANET-Signature'), prefix: 'sha512=' }),
  ),
)
