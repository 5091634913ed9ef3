import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * BoldSign. Hex HMAC-SHA256 of `timestamp.body` as `t=…, s0=…`, with a blank after the comma, and `s1` while a secret
 * is rolled. The type is taken from the body, which is signed, not from the header of the same meaning.
 *
 * Sources: boldsign webhook_utility.py; developers.boldsign.com, verify webhook events.
 */
export const boldsign: Scheme = hmac({
  name: 'boldsign',
  title: 'BoldSign',
  documentation: ['https://developers.boldsign.com/webhooks/verify-webhook-events'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: [parameter('X-BoldSign-Signature', 's0', ', '), parameter('X-BoldSign-Signature', 's1', ', ')],
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('X-BoldSign-Signature', 't', ', '), unit: 'seconds' }),
  describe: described({ type: jsonField('event', 'eventType') }),
  forward: ['X-BoldSign-Event'],
})
