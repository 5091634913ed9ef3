import { hmac } from '../engines/hmac/hmac.ts'
import { asanaHandshake } from '../handshakes/asana.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Asana. Hex HMAC-SHA256 of the raw body by the secret that Asana gave in the first request. A body with no events is
 * a heartbeat, every eight hours.
 *
 * Sources: Asana/devrel-examples javascript/webhooks-nodejs; developers.asana.com, webhooks.
 */
export const asana: Scheme = hmac({
  name: 'asana',
  title: 'Asana',
  documentation: [
    'https://developers.asana.com/reference/createwebhook',
    'https://github.com/Asana/devrel-examples',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Hook-Signature'),
  describe: described({ type: only(['events'], ['action']) }),
  delivery: { disables: 'deleted after 24 h of failures' },
  handshake: asanaHandshake,
})
