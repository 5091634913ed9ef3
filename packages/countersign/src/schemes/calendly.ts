import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Calendly. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…`; three minutes are allowed, as in its example.
 *
 * Source: developer.calendly.com, webhook signatures; Calendly's developer FAQ.
 */
export const calendly: Scheme = hmac({
  name: 'calendly',
  title: 'Calendly',
  documentation: ['https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Calendly-Webhook-Signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({
    at: parameter('Calendly-Webhook-Signature', 't'),
    unit: 'seconds',
    toleranceSeconds: 180,
  }),
  describe: described({ type: jsonField('event') }),
  delivery: {
    retries: 'further and further apart for 24 h',
    disables: 'after the last retry; the subscription must be made anew',
  },
})
