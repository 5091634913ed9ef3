import { secret } from '../content/secret.ts'
import { keyedHash } from '../engines/keyed-hash.ts'
import { contentOf } from '../engines/signed-content.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, method, url } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * HubSpot, version 2. Hex SHA-256 of the app's client secret, method, URL and body: a plain hash, no HMAC, under the
 * header of version 1.
 *
 * Source: @hubspot/api-client Signature.
 */
export const hubspotV2: Scheme = keyedHash({
  name: 'hubspot-v2',
  title: 'HubSpot (v2)',
  documentation: ['https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-HubSpot-Signature'),
  content: contentOf([secret, method, url, body]),
})
