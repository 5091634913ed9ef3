import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Shippo. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…` in `Shippo-Auth-Signature`. Shippo's support has to switch
 * it on.
 *
 * Sources: docs.goshippo.com, webhook security; the registry webhook-co/webhook @de3aa4e.
 */
export const shippo: Scheme = hmac({
  name: 'shippo',
  title: 'Shippo',
  documentation: ['https://docs.goshippo.com/tracking/webhook-security'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Shippo-Auth-Signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('Shippo-Auth-Signature', 't'), unit: 'seconds' }),
  describe: described({ type: jsonField('event') }),
})
