import { hmac } from '../engines/hmac/hmac.ts'
import { fromHex } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Adyen's platform, banking and management webhooks, whose signature is a header; payments have another scheme,
 * `adyen`. Base64 HMAC-SHA256 of the raw body, which may be indented; the key is hex.
 *
 * Sources: docs.adyen.com; @adyen/api-library validateHMACSignature.
 */
export const adyenPlatform: Scheme = hmac({
  name: 'adyen-platform',
  title: 'Adyen (platforms, banking, management)',
  documentation: [
    'https://docs.adyen.com/classic-platforms/configure-notifications/signing-notifications-with-hmac',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('HmacSignature'),
  key: { encoding: 'hex', decode: fromHex },
  // Some products name it so, some so; never both.
  describe: described({ type: [jsonField('type'), jsonField('eventType')] }),
})
