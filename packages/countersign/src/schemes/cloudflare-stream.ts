import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Cloudflare Stream. Hex HMAC-SHA256 of `timestamp.body` as `time=…,sig1=…`. An account has one subscription; its
 * secret comes back from the request that sets the address.
 *
 * Source: cloudflare/cloudflare-docs stream, using webhooks.
 */
export const cloudflareStream: Scheme = hmac({
  name: 'cloudflare-stream',
  title: 'Cloudflare Stream',
  documentation: ['https://github.com/cloudflare/cloudflare-docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Webhook-Signature', 'sig1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('Webhook-Signature', 'time'), unit: 'seconds' }),
  describe: described({ type: jsonField('status', 'state'), id: jsonField('uid') }),
})
