import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Ghost. Hex HMAC-SHA256 of the body and then the timestamp, as `sha256=…, t=…` with a blank after the comma. Older
 * versions signed the body alone and are not accepted.
 *
 * Source: TryGhost/Ghost webhook-trigger.js.
 */
export const ghost: Scheme = hmac({
  name: 'ghost',
  title: 'Ghost',
  documentation: ['https://github.com/TryGhost/Ghost'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('X-Ghost-Signature', 'sha256'),
  content: contentOf([body, timestamp]),
  timestamp: clock({ at: parameter('X-Ghost-Signature', 't'), unit: 'milliseconds' }),
})
