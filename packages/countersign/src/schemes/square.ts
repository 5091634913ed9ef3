import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, url } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Square. Base64 HMAC-SHA256 of the notification URL and the body in `x-square-hmacsha256-signature`. The URL is the
 * one that the dashboard holds, not one made up again behind a proxy. `event_id` is meant for idempotency and stands
 * in the signed body.
 *
 * Sources: developer.squareup.com/docs/webhooks/step3validate; square 46.0.0 WebhooksHelper.
 */
export const square: Scheme = hmac({
  name: 'square',
  title: 'Square',
  documentation: ['https://developer.squareup.com/docs/webhooks/step3validate'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-square-hmacsha256-signature'),
  content: contentOf([url, body]),
  describe: described({ type: jsonField('type'), id: jsonField('event_id'), dedupe: 'signed-id' }),
})
