import { hmac } from '../engines/hmac/hmac.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Ably. Base64 HMAC-SHA256 of the raw body. `X-Ably-Key` names the API key; the secret is that key's part after the
 * colon, not the whole.
 *
 * Source: ably/docs platform/integrations/webhooks.
 */
export const ably: Scheme = hmac({
  name: 'ably',
  title: 'Ably',
  documentation: ['https://github.com/ably/docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-Ably-Signature'),
  describe: described({ type: only(['items'], ['source']) }),
  forward: ['X-Ably-Key'],
})
