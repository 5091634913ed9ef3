import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { rfc3339 } from '../message/dates.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Zendesk. Base64 HMAC-SHA256 of timestamp and body in `X-Zendesk-Webhook-Signature`. Timestamp and body without a
 * border; the secret looks like base64 and is used as text. An older page has them the other way round, which is not
 * taken. The invocation's id is not signed.
 *
 * Source: developer.zendesk.com/documentation/webhooks/verifying.
 */
export const zendesk: Scheme = hmac({
  name: 'zendesk',
  title: 'Zendesk',
  documentation: ['https://developer.zendesk.com/documentation/webhooks/verifying'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-Zendesk-Webhook-Signature'),
  content: contentOf([timestamp, body]),
  timestamp: clock({ at: header('X-Zendesk-Webhook-Signature-Timestamp'), unit: 'rfc3339', read: rfc3339 }),
  describe: described({ type: jsonField('type'), id: header('X-Zendesk-Webhook-Invocation-Id') }),
  forward: ['X-Zendesk-Webhook-Invocation-Id'],
  unprotected: ['id'],
})
