import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Modern Treasury. Hex HMAC-SHA256 of the raw body in `X-Signature`. The type is `X-Topic`, which is not signed, with
 * the body's `event`.
 *
 * Source: modern-treasury 3.3.0 resources/webhooks.
 */
export const modernTreasury: Scheme = hmac({
  name: 'modern-treasury',
  title: 'Modern Treasury',
  documentation: ['https://www.npmjs.com/package/modern-treasury'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Signature'),
  describe: described({ type: [header('X-Topic'), jsonField('event')] }),
  forward: ['X-Topic'],
  unprotected: ['type'],
})
