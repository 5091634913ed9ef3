import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * BTCPay Server. Hex HMAC-SHA256 of the raw body after `sha256=`. A delivery that is sent again has another
 * `deliveryId` and the same `originalDeliveryId`, by the sender's source. A webhook without a secret is signed by an
 * empty key, which nothing here accepts.
 *
 * Source: btcpayserver/btcpayserver WebhookSender.cs.
 */
export const btcpay: Scheme = hmac({
  name: 'btcpay',
  title: 'BTCPay Server',
  documentation: ['https://github.com/btcpayserver/btcpayserver'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('BTCPay-Sig'),
  prefix: 'sha256=',
  describe: described({ type: jsonField('type'), id: jsonField('originalDeliveryId'), dedupe: 'signed-id' }),
})
