import { hmac } from '../engines/hmac/hmac.ts'
import { items } from '../message/items.ts'
import { type FoundPlace, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** `keyId/SHA256/signature`, several with commas. Which key it is shows when it matches; signing calls it 1. */
const signature: FoundPlace = {
  ...items('Event-Signature', { after: '/SHA256/' }),
  write: { header: 'Event-Signature', prefix: '1/SHA256/', separator: ',1/SHA256/' },
}

/**
 * Worldpay's Access events. Hex HMAC-SHA256 of the raw body as `keyId/SHA256/signature`, one for each key, in no order.
 * Their documentation does not name the encoding; hex is assumed. The header has to be asked for.
 *
 * Source: developer.worldpay.com/products/access/events/signature.
 */
export const worldpayAccess: Scheme = hmac({
  name: 'worldpay-access',
  title: 'Worldpay Access',
  documentation: ['https://developer.worldpay.com/products/access/events/signature'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature,
  describe: described({ type: jsonField('eventDetails', 'type'), id: jsonField('eventId') }),
  delivery: { refused: { ERR_SIGNATURE_MISMATCH: 400 } },
})
