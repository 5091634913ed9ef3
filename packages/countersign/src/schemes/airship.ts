import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Airship. Hex HMAC-SHA256 of `timestamp:body`.
 *
 * Source: the registry webhook-co/webhook.
 */
export const airship: Scheme = hmac({
  name: 'airship',
  title: 'Airship',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-UA-SIGNATURE'),
  content: contentOf([timestamp, ':', body]),
  timestamp: clock({ at: header('X-UA-TIMESTAMP'), unit: 'seconds' }),
})
