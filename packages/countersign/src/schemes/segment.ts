import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Segment (Webhooks actions). Hex HMAC-SHA1 of the raw body in `X-Signature`. Of a single event. Of a batch only the
 * first is signed: such a body does not verify, and must not be taken for proven.
 *
 * Source: segmentio/action-destinations destinations/webhook/index.ts @970a17e (the sender's source).
 */
export const segment: Scheme = hmac({
  name: 'segment',
  title: 'Segment (Webhooks actions)',
  documentation: ['https://github.com/segmentio/action-destinations'],
  confidence: 'high',
  hash: 'sha1',
  encoding: hex,
  signature: header('X-Signature'),
  describe: described({ type: jsonField('type'), id: jsonField('messageId') }),
})
