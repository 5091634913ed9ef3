import { hmac } from '../engines/hmac/hmac.ts'
import { fromHex } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Squarespace. Hex HMAC-SHA256 of the raw body in `Squarespace-Signature`. The secret is hex and is decoded.
 *
 * Source: developers.squarespace.com, verifying notifications.
 */
export const squarespace: Scheme = hmac({
  name: 'squarespace',
  title: 'Squarespace',
  documentation: ['https://developers.squarespace.com/commerce-apis/webhooks/verifying-notifications'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Squarespace-Signature'),
  key: { encoding: 'hex', decode: fromHex },
  describe: described({ type: jsonField('topic'), id: jsonField('id') }),
})
