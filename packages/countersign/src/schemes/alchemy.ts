import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Alchemy. Hex HMAC-SHA256 of the raw body by the webhook's signing key.
 *
 * Source: alchemyplatform/webhook-examples.
 */
export const alchemy: Scheme = hmac({
  name: 'alchemy',
  title: 'Alchemy',
  documentation: ['https://github.com/alchemyplatform/webhook-examples'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Alchemy-Signature'),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
