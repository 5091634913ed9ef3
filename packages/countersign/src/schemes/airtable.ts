import { hmac } from '../engines/hmac/hmac.ts'
import { fromBase64 } from '../message/encoding.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Airtable. Hex HMAC-SHA256 of the raw body after `hmac-sha256=`; the key is the base64 that came with the webhook.
 * Only a ping: changes are read by the API, and a ping may come for none or for several.
 *
 * Sources: Airtable's overview of webhooks; pyairtable WebhookNotification.
 */
export const airtable: Scheme = hmac({
  name: 'airtable',
  title: 'Airtable',
  documentation: ['https://airtable.com/developers/web/api/webhooks-overview'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Airtable-Content-MAC'),
  prefix: 'hmac-sha256=',
  key: { encoding: 'base64', decode: fromBase64 },
  answer: { status: 200 },
  delivery: {
    timeoutSeconds: 25,
    retries: 'up to 13, from 10 s apart, for about a day',
    disables: 'notifications are switched off when the retries have failed',
    success: '200 or 204 with an empty body',
  },
})
