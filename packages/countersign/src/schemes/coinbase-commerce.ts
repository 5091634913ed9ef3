import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Coinbase Commerce. Hex HMAC-SHA256 of the raw body.
 *
 * Sources: coinbase-commerce-node Webhook.verifySigHeader; docs.cdp.coinbase.com, commerce webhooks.
 */
export const coinbaseCommerce: Scheme = hmac({
  name: 'coinbase-commerce',
  title: 'Coinbase Commerce',
  documentation: ['https://docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-security'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-CC-Webhook-Signature'),
  describe: described({ type: jsonField('event', 'type'), id: jsonField('event', 'id') }),
})
