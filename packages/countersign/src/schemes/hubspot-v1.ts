import { secret } from '../content/secret.ts'
import { keyedHash } from '../engines/keyed-hash.ts'
import { contentOf } from '../engines/signed-content.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** HubSpot, version 1. Hex SHA-256 of the app's client secret and the body: a plain hash, no HMAC. */
export const hubspotV1: Scheme = keyedHash({
  name: 'hubspot-v1',
  title: 'HubSpot (v1)',
  documentation: ['https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-HubSpot-Signature'),
  content: contentOf([secret, body]),
  describe: described({ type: only([], ['subscriptionType']), id: only([], ['eventId']) }),
})
