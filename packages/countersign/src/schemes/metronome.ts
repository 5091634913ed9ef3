import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { httpDate } from '../message/dates.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Metronome. Hex HMAC-SHA256 of date, line feed and body. A line feed stands between date and body. The date is an
 * HTTP date in `X-Metronome-Date`, which an older text calls `Date`.
 *
 * Source: @metronome/sdk 3.10.0 resources/webhooks.
 */
export const metronome: Scheme = hmac({
  name: 'metronome',
  title: 'Metronome',
  documentation: ['https://www.npmjs.com/package/@metronome/sdk'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Metronome-Webhook-Signature'),
  content: contentOf([timestamp, '\n', body]),
  timestamp: clock({ at: header('X-Metronome-Date'), unit: 'http-date', read: httpDate }),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
