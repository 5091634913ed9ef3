import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * TikTok for Developers. Hex HMAC-SHA256 of `timestamp.body` as `t=…,s=…` in `TikTok-Signature`. Of TikTok for
 * Developers; TikTok Shop signs otherwise. The key is the client secret. An old message is to be refused, and no
 * number is named.
 *
 * Source: developers.tiktok.com/doc/webhooks-verification, webhooks-overview.
 */
export const tiktok: Scheme = hmac({
  name: 'tiktok',
  title: 'TikTok for Developers',
  documentation: ['https://developers.tiktok.com/doc/webhooks-verification'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('TikTok-Signature', 's'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('TikTok-Signature', 't'), unit: 'seconds' }),
  describe: described({ type: jsonField('event') }),
  delivery: { retries: 'for up to 72 hours, with growing waits', success: '200 alone' },
})
