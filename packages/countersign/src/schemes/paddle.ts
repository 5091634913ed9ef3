import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { PaddleEvents } from '../payloads/paddle.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Paddle Billing. Hex HMAC-SHA256 of `timestamp:body` as `ts=…;h1=…`, several `h1` while a secret is rotated. */
export const paddle: Scheme<PaddleEvents> = hmac<PaddleEvents>({
  name: 'paddle',
  title: 'Paddle',
  documentation: ['https://developer.paddle.com/webhooks/signature-verification'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Paddle-Signature', 'h1', ';'),
  content: contentOf([timestamp, ':', body]),
  timestamp: clock({ at: parameter('Paddle-Signature', 'ts', ';'), unit: 'seconds' }),
  describe: described({ type: jsonField('event_type'), id: jsonField('event_id') }),
})
