import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * ZITADEL actions. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…` in `ZITADEL-Signature`. Several `v1` while a
 * secret is rotated. Events are named by `event_type`, requests and answers by `fullMethod`.
 *
 * Source: zitadel/zitadel pkg/actions/signing.go (sender and checker).
 */
export const zitadel: Scheme = hmac({
  name: 'zitadel',
  title: 'ZITADEL actions',
  documentation: ['https://github.com/zitadel/zitadel'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('ZITADEL-Signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('ZITADEL-Signature', 't'), unit: 'seconds' }),
  describe: described({ type: [jsonField('event_type'), jsonField('fullMethod')] }),
})
