import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * LaunchDarkly. Hex HMAC-SHA256 of the raw body in `X-LD-Signature`. The header is there only where the webhook has a
 * secret. Order is not promised: `date` in the body tells it.
 *
 * Source: launchdarkly.com/docs/api/webhooks.
 */
export const launchdarkly: Scheme = hmac({
  name: 'launchdarkly',
  title: 'LaunchDarkly',
  documentation: ['https://launchdarkly.com/docs/api/webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-LD-Signature'),
  describe: described({ type: jsonField('kind'), id: jsonField('_id') }),
  delivery: { retries: 'once' },
})
