import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { items } from '../message/items.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, id, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * ConfigCat. Base64 HMAC-SHA256 of id, timestamp and body with nothing between; a list with one signature for each of
 * two keys. The key is the whole `configcat_whsk_…` text. Each request has another id, so that it tells no repeated
 * one. A digit that is moved between id and timestamp takes the timestamp out of any tolerance.
 *
 * Source: configcat/docs notifications-webhooks, with a vector.
 */
export const configcat: Scheme = hmac({
  name: 'configcat',
  title: 'ConfigCat',
  documentation: ['https://github.com/configcat/docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: items('X-ConfigCat-Webhook-Signature-V1'),
  content: contentOf([id, timestamp, body]),
  id: signedId(header('X-ConfigCat-Webhook-ID')),
  timestamp: clock({ at: header('X-ConfigCat-Webhook-Timestamp'), unit: 'seconds' }),
})
