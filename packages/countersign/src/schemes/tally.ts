import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Tally. Base64 HMAC-SHA256 of the raw body in `Tally-Signature`. Of tally.so, only where a signing secret is set;
 * another company uses the same header in another way.
 *
 * Sources: tally.so/help/webhooks; the registry webhook-co/webhook @de3aa4e.
 */
export const tally: Scheme = hmac({
  name: 'tally',
  title: 'Tally',
  documentation: ['https://tally.so/help/webhooks'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64,
  signature: header('Tally-Signature'),
  describe: described({ type: jsonField('eventType'), id: jsonField('eventId') }),
  delivery: { timeoutSeconds: 10 },
})
