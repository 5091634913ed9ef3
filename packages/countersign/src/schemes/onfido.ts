import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Onfido. Hex HMAC-SHA256 of the raw body in `X-SHA2-Signature`. The key is the webhook's token. `action` holds the
 * resource's type, too: `check.completed`.
 *
 * Source: @onfido/api 6.2.0 WebhookEventVerifier.
 */
export const onfido: Scheme = hmac({
  name: 'onfido',
  title: 'Onfido',
  documentation: ['https://www.npmjs.com/package/@onfido/api'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-SHA2-Signature'),
  describe: described({ type: jsonField('payload', 'action') }),
})
