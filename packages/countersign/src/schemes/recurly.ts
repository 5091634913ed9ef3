import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { items } from '../message/items.ts'
import { jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const name = 'recurly-signature'

/**
 * Recurly's JSON webhooks. Hex HMAC-SHA256 of `timestamp.body`; the header is the timestamp and then one signature or,
 * while a key is rotated, several. XML webhooks are never signed.
 *
 * Sources: recurly-client-ruby lib/recurly/webhooks.rb; recurly-client-go webhook.go; docs.recurly.com.
 */
export const recurly: Scheme = hmac({
  name: 'recurly',
  title: 'Recurly (JSON webhooks)',
  documentation: [
    'https://docs.recurly.com/recurly-subscriptions/docs/signature-verification',
    'https://github.com/recurly/recurly-client-ruby',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: items(name, { from: 1 }),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: items(name, { to: 1 }), unit: 'milliseconds' }),
  describe: described({ type: [jsonField('event_type'), jsonField('object_type')], id: jsonField('id') }),
})
