import { hmac } from '../engines/hmac/hmac.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * GoCardless. Hex HMAC-SHA256 of the raw body, which holds a list of events, each with its own id.
 *
 * Source: gocardless-nodejs webhooks.
 */
export const gocardless: Scheme = hmac({
  name: 'gocardless',
  title: 'GoCardless',
  documentation: ['https://www.npmjs.com/package/gocardless-nodejs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Webhook-Signature'),
  describe: described({
    type: [only(['events'], ['resource_type']), only(['events'], ['action'])],
    id: only(['events'], ['id']),
  }),
  delivery: { refused: { ERR_SIGNATURE_MISMATCH: 498 } },
})
