import { hmac } from '../engines/hmac/hmac.ts'
import { dropboxHandshake } from '../handshakes/dropbox.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Dropbox. Hex HMAC-SHA256 of the raw body by the app's secret. The body names accounts and says nothing of what
 * changed there.
 *
 * Sources: dropbox/mdwebhook app.py; dropbox.com/developers, webhooks.
 */
export const dropbox: Scheme = hmac({
  name: 'dropbox',
  title: 'Dropbox',
  documentation: [
    'https://www.dropbox.com/developers/reference/webhooks',
    'https://github.com/dropbox/mdwebhook',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Dropbox-Signature'),
  handshake: dropboxHandshake,
})
