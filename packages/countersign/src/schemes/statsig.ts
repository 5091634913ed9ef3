import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Statsig. Hex HMAC-SHA256 of `v0:timestamp:body` after `v0=` in `X-Statsig-Signature`. As Slack signs, with
 * milliseconds. Events stand in a list.
 *
 * Source: statsig-io/docs integrations/event_webhook @19d1165.
 */
export const statsig: Scheme = hmac({
  name: 'statsig',
  title: 'Statsig',
  documentation: ['https://github.com/statsig-io/docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Statsig-Signature'),
  prefix: 'v0=',
  content: contentOf(['v0:', timestamp, ':', body]),
  timestamp: clock({ at: header('X-Statsig-Request-Timestamp'), unit: 'milliseconds' }),
  describe: described({ type: only(['data'], ['eventName']) }),
})
