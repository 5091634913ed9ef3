import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { frontHandshake } from '../handshakes/front.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Front's application webhooks. Base64 HMAC-SHA256 of `timestamp:body` by the app's secret; rule webhooks are
 * `front-rule`.
 *
 * Sources: dev.frontapp.com, application webhooks and security; frontapp/dynamic-objects-handler lib/auth.ts.
 */
export const front: Scheme = hmac({
  name: 'front',
  title: 'Front application webhooks',
  documentation: [
    'https://dev.frontapp.com/docs/application-webhooks',
    'https://github.com/frontapp/dynamic-objects-handler',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-Front-Signature'),
  content: contentOf([timestamp, ':', body]),
  timestamp: clock({ at: header('X-Front-Request-Timestamp'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('type') }),
  handshake: frontHandshake,
})
