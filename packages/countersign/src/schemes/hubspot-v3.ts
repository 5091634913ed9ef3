import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, method, timestamp, url } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** HubSpot, version 3. Base64 HMAC-SHA256 of method, URL, body and timestamp by the app's client secret. */
export const hubspotV3: Scheme = hmac({
  name: 'hubspot-v3',
  title: 'HubSpot (v3)',
  documentation: ['https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-HubSpot-Signature-v3'),
  content: contentOf([method, url, body, timestamp]),
  timestamp: clock({ at: header('X-HubSpot-Request-Timestamp'), unit: 'milliseconds' }),
})
