import { hmac } from '../engines/hmac/hmac.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * PagerDuty's webhooks v3. Hex HMAC-SHA256 of the raw body as `v1=…` in `X-PagerDuty-Signature`. Several `v1` while a
 * secret is rotated; other versions are passed over.
 *
 * Sources: developer.pagerduty.com, verifying signatures; go-pagerduty webhookv3_test.go.
 */
export const pagerduty: Scheme = hmac({
  name: 'pagerduty',
  title: 'PagerDuty v3',
  documentation: ['https://docs.pagerduty.com/developer/verifying-webhook-signatures'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('X-PagerDuty-Signature', 'v1'),
  describe: described({ type: jsonField('event', 'event_type'), id: jsonField('event', 'id') }),
})
