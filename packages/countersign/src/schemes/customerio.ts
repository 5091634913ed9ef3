import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Customer.io's reporting webhooks. Hex HMAC-SHA256 of `v0:timestamp:body`, as Slack's but without `v0=` before it.
 * Deliveries wait behind one that fails: an event that is never accepted holds up the rest for a week.
 *
 * Sources: docs.customer.io, webhooks; the check in Go from there, in public copies.
 */
export const customerio: Scheme = hmac({
  name: 'customerio',
  title: 'Customer.io reporting webhooks',
  documentation: ['https://docs.customer.io/api/webhooks'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-CIO-Signature'),
  content: contentOf(['v0:', timestamp, ':', body]),
  timestamp: clock({ at: header('X-CIO-Timestamp'), unit: 'seconds' }),
  describe: described({ type: jsonField('metric'), id: jsonField('event_id') }),
  delivery: { timeoutSeconds: 4, retries: 'further and further apart for 7 days, in order' },
})
