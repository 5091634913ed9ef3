import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64urlPadded } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Merge. Base64url HMAC-SHA256 of the raw body in `X-Merge-Webhook-Signature`. The URL-safe alphabet, with padding.
 *
 * Source: the registry webhook-co/webhook @de3aa4e.
 */
export const mergeDev: Scheme = hmac({
  name: 'merge-dev',
  title: 'Merge',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64urlPadded,
  signature: header('X-Merge-Webhook-Signature'),
  describe: described({ type: jsonField('hook', 'event') }),
})
