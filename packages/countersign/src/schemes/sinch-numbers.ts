import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Sinch Numbers. Hex HMAC-SHA1 of the raw body in `X-Sinch-Signature`.
 *
 * Source: sinch/sinch-sdk-node validateSignatureHeader @affb35e.
 */
export const sinchNumbers: Scheme = hmac({
  name: 'sinch-numbers',
  title: 'Sinch Numbers',
  documentation: ['https://github.com/sinch/sinch-sdk-node'],
  confidence: 'high',
  hash: 'sha1',
  encoding: hex,
  signature: header('X-Sinch-Signature'),
  describe: described({ type: jsonField('eventType'), id: jsonField('eventId') }),
})
