import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Bland AI. Hex HMAC-SHA256 of the body as it is sent.
 *
 * Source: docs.bland.ai, webhook signing.
 */
export const bland: Scheme = hmac({
  name: 'bland',
  title: 'Bland AI',
  documentation: ['https://docs.bland.ai/tutorials/webhook-signing'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Webhook-Signature'),
})
