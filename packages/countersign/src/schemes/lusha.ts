import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Lusha. Hex HMAC-SHA256 of `timestamp.body` in `X-Lusha-Signature`. Its documentation signs the payload as JSON
 * writes it again; that is the body as sent.
 *
 * Source: docs.lusha.com, webhooks security.
 */
export const lusha: Scheme = hmac({
  name: 'lusha',
  title: 'Lusha',
  documentation: ['https://docs.lusha.com/webhooks/security'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Lusha-Signature'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: header('X-Lusha-Timestamp'), unit: 'seconds' }),
})
