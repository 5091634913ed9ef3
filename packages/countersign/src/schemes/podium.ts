import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Podium. Hex HMAC-SHA256 of `timestamp.body` in `podium-signature`. Nothing is signed where the webhook has no
 * secret. An event that fails holds up all that follow.
 *
 * Source: docs.podium.com/docs/verifying-webhook-signatures, webhook-retries.
 */
export const podium: Scheme = hmac({
  name: 'podium',
  title: 'Podium',
  documentation: [
    'https://docs.podium.com/docs/verifying-webhook-signatures',
    'https://docs.podium.com/docs/webhook-retries',
  ],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('podium-signature'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: header('podium-timestamp'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('metadata', 'event_type') }),
  delivery: {
    retries: 'about 15 within about 8 hours',
    disables: 'after the last retry',
    success: '200 alone',
  },
})
