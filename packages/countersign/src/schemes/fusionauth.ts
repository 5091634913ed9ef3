import { jwt } from '../engines/jwt.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * FusionAuth with a shared key. A JWT by HS256, HS384 or HS512 with the base64 SHA-256 of the raw body, and no time.
 * Key pairs, which FusionAuth can use as well, are not among them: one setting for both would let a public key pass for a
 * shared one.
 *
 * Source: github.com/hookdeck/webhook-skills.
 */
export const fusionauth: Scheme = jwt({
  name: 'fusionauth',
  title: 'FusionAuth (shared key)',
  documentation: ['https://github.com/hookdeck/webhook-skills'],
  confidence: 'medium',
  at: header('X-FusionAuth-Signature-JWT'),
  algorithms: ['HS256', 'HS384', 'HS512'],
  bodyHash: { claim: 'request_body_sha256', hash: 'sha256', encoding: 'base64' },
  describe: described({ type: jsonField('event', 'type'), id: jsonField('event', 'id') }),
})
