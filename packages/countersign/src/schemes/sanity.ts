import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, parameter } from '../message/place.ts'
import { base64url } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Sanity GROQ webhooks. Base64url HMAC-SHA256 of `timestamp.body` as `t=…,v1=…` in `sanity-webhook-signature`. The
 * URL-safe alphabet without padding; milliseconds. No tolerance is documented. Operation and idempotency key are
 * headers that the signature leaves out.
 *
 * Source: @sanity/webhook 4.0.4.
 */
export const sanity: Scheme = hmac({
  name: 'sanity',
  title: 'Sanity GROQ webhooks',
  documentation: ['https://www.npmjs.com/package/@sanity/webhook'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64url,
  signature: parameter('sanity-webhook-signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({
    at: parameter('sanity-webhook-signature', 't'),
    unit: 'milliseconds',
    toleranceSeconds: null,
  }),
  describe: described({ type: header('sanity-operation'), id: header('idempotency-key') }),
  forward: ['sanity-operation', 'idempotency-key'],
  unprotected: ['id', 'type'],
})
