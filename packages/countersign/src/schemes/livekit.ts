import { jwt } from '../engines/jwt.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * LiveKit. A JWT by HS256 without Bearer before it, issued by the API key, with the base64 SHA-256 of the raw body.
 *
 * Source: www.npmjs.com/package/livekit-server-sdk.
 */
export const livekit: Scheme = jwt({
  name: 'livekit',
  title: 'LiveKit',
  documentation: ['https://www.npmjs.com/package/livekit-server-sdk'],
  confidence: 'high',
  at: header('Authorization'),
  algorithms: ['HS256'],
  claims: { iss: [{ param: 'keyId' }] },
  params: { keyId: { title: 'the API key whose secret signs' } },
  expires: true,
  notBefore: true,
  leewaySeconds: 10,
  bodyHash: { claim: 'sha256', hash: 'sha256', encoding: 'base64' },
  describe: described({ type: jsonField('event'), id: jsonField('id') }),
})
