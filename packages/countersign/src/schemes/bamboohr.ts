import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * BambooHR. Hex HMAC-SHA256 of the body and then the timestamp, with nothing between, by the webhook's private key.
 * That the timestamp is in seconds is from others' tests.
 *
 * Sources: documentation.bamboohr.com/docs/webhooks-2; connectors of Nango, Botpress and Fusebit.
 */
export const bamboohr: Scheme = hmac({
  name: 'bamboohr',
  title: 'BambooHR',
  documentation: ['https://documentation.bamboohr.com/docs/webhooks-2'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-BambooHR-Signature'),
  content: contentOf([body, timestamp]),
  timestamp: clock({ at: header('X-BambooHR-Timestamp'), unit: 'seconds' }),
})
