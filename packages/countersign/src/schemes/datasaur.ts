import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Datasaur. Hex HMAC-SHA256 of the raw body.
 *
 * Source: docs.datasaur.ai, webhook signature, with a vector.
 */
export const datasaur: Scheme = hmac({
  name: 'datasaur',
  title: 'Datasaur',
  documentation: ['https://docs.datasaur.ai/integrations/webhook-notifications/webhook-signature'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Datasaur-Signature'),
})
