import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Primer. Base64 HMAC-SHA256 of the raw body in `X-Signature-Primary`. A second header holds the signature by the
 * other secret while one is rotated. `signedAt` in the body says when; how it is written has not been seen, so no
 * clock is read.
 *
 * Source: the registry webhook-co/webhook @de3aa4e.
 */
export const primer: Scheme = hmac({
  name: 'primer',
  title: 'Primer',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64,
  signature: [header('X-Signature-Primary'), header('X-Signature-Secondary')],
  describe: described({ type: jsonField('eventType') }),
})
