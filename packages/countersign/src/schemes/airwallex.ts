import { bodyBehindDigits } from '../content/body-behind-digits.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Airwallex. Hex HMAC-SHA256 of timestamp and body with nothing between. The documentation names no tolerance and
 * retries for days, so no clock is imposed. It says that an event's id stays and tells a repeated delivery.
 *
 * Source: airwallex.com/docs, webhooks overview and code examples.
 */
export const airwallex: Scheme = hmac({
  name: 'airwallex',
  title: 'Airwallex',
  documentation: ['https://www.airwallex.com/docs/developer-tools/webhooks/webhooks-overview'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('x-signature'),
  content: contentOf([timestamp, bodyBehindDigits]),
  timestamp: clock({ at: header('x-timestamp'), unit: 'milliseconds', toleranceSeconds: null }),
  describe: described({ type: jsonField('name'), id: jsonField('id'), dedupe: 'signed-id' }),
  delivery: { retries: 'further and further apart for about three days', success: '200' },
})
