import { hmac } from '../engines/hmac/hmac.ts'
import { salesforceMcEnsHandshake } from '../handshakes/salesforce-mc-ens.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Salesforce Marketing Cloud ENS. Base64 HMAC-SHA256 of the raw body in `x-sfmc-ens-signature`. The key looks like
 * base64 and is used as text. A body is a list of up to 1000 events.
 *
 * Source: developer.salesforce.com/docs/marketing/marketing-cloud/guide/ens-notification-signing.
 */
export const salesforceMcEns: Scheme = hmac({
  name: 'salesforce-mc-ens',
  title: 'Salesforce Marketing Cloud ENS',
  documentation: [
    'https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/ens-notification-signing',
  ],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-sfmc-ens-signature'),
  describe: described({ type: only([], ['eventCategoryType']) }),
  handshake: salesforceMcEnsHandshake,
  keyLater:
    'The callback is verified while it is made, and its `signatureKey` stands in the answer to whoever makes it, there alone.',
})
