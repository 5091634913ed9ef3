import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, type MadePart, method, timestamp, url } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** The escapes that HubSpot's page tells to decode: of `: / ? @ ! $ ' ( ) * , ;`, and of no other. */
const escapes = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

/** The URL with those decoded, where there are any: without, it is the one that was tried before. */
const decodedUrl: MadePart = {
  part: 'made',
  covers: 'url',
  of: [url],
  make(message, values) {
    const text = String(url.make(message, values))
    const decoded = text.replaceAll(escapes, decodeURIComponent)
    if (decoded === text) throw refusal('ERR_SIGNATURE_MISMATCH')
    return [decoded]
  },
}

/**
 * HubSpot, version 3. Base64 HMAC-SHA256 of method, URL, body and timestamp by the app's client secret. Its page decodes
 * twelve escapes of the URL first and its own library none: either is taken.
 *
 * Sources: developers.hubspot.com, request validation; @hubspot/api-client Signature.
 */
export const hubspotV3: Scheme = either(
  {
    name: 'hubspot-v3',
    title: 'HubSpot (v3)',
    documentation: [
      'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation',
    ],
    confidence: 'high',
    describe: described({ type: only([], ['subscriptionType']), id: only([], ['eventId']) }),
  },
  [url, decodedUrl].map((address) =>
    hmac({
      hash: 'sha256',
      encoding: base64,
      signature: header('X-HubSpot-Signature-v3'),
      content: contentOf([method, address, body, timestamp]),
      timestamp: clock({ at: header('X-HubSpot-Request-Timestamp'), unit: 'milliseconds' }),
    }),
  ),
)
