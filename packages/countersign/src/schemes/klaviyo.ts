import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { httpDate } from '../message/dates.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Klaviyo's system webhooks. Hex HMAC-SHA256 of the body and then the timestamp as the header writes it, an HTTP date.
 * `Klaviyo-Webhook-Id` names the webhook and not the event; a delivery holds several events. The tolerance is ours,
 * and one public receiver has a test whose header is five hours off: give `toleranceSeconds` where deliveries come as
 * expired.
 *
 * Sources: developers.klaviyo.com, system webhooks; klaviyo-api.
 */
export const klaviyo: Scheme = hmac({
  name: 'klaviyo',
  title: 'Klaviyo system webhooks',
  documentation: ['https://developers.klaviyo.com/en/docs/working_with_system_webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Klaviyo-Signature'),
  content: contentOf([body, timestamp]),
  timestamp: clock({ at: header('Klaviyo-Timestamp'), unit: 'http-date', read: httpDate }),
  describe: described({ type: only(['data'], ['topic']), id: only(['data'], ['external_id']) }),
  forward: ['Klaviyo-Webhook-Id'],
})
