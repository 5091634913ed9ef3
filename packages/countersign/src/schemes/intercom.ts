import { hmac } from '../engines/hmac/hmac.ts'
import { intercomHandshake } from '../handshakes/intercom.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Intercom. Hex HMAC-SHA1 of the raw body after `sha1=` by the app's client secret.
 *
 * Sources: intercom/intercom-webhooks; developers.intercom.com, webhooks.
 */
export const intercom: Scheme = hmac({
  name: 'intercom',
  title: 'Intercom',
  documentation: [
    'https://developers.intercom.com/docs/webhooks',
    'https://github.com/intercom/intercom-webhooks',
  ],
  confidence: 'high',
  hash: 'sha1',
  encoding: hex,
  signature: header('X-Hub-Signature'),
  prefix: 'sha1=',
  describe: described({ type: jsonField('topic'), id: jsonField('id') }),
  handshake: intercomHandshake,
})
