import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Typeform. Base64 HMAC-SHA256 of the raw body after `sha256=` in `Typeform-Signature`. Base64 in spite of the prefix.
 * The header is there only where the webhook has a secret.
 *
 * Sources: typeform.com/developers/webhooks; Typeform/js-api-client src/verify-signature.ts @187327c.
 */
export const typeform: Scheme = hmac({
  name: 'typeform',
  title: 'Typeform',
  documentation: ['https://typeform.com/developers/webhooks', 'https://github.com/Typeform/js-api-client'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('Typeform-Signature'),
  prefix: 'sha256=',
  describe: described({ type: jsonField('event_type'), id: jsonField('event_id') }),
  delivery: {
    timeoutSeconds: 30,
    retries:
      'every 2 to 3 minutes for 10 hours after 429, 408, 503 and 423, else after 5, 10, 20, 60 and 120 minutes',
    disables: 'at once at a 410 or 404',
  },
})
