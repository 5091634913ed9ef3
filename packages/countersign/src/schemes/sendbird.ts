import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Sendbird. Hex HMAC-SHA256 of the raw body in `x-sendbird-signature`. The key is the API token itself: who can check
 * can call the API, too.
 *
 * Sources: docs.sendbird.com/docs/business-messaging/guide/v1/settings/webhooks; the registry webhook-co/webhook
 * @de3aa4e.
 */
export const sendbird: Scheme = hmac({
  name: 'sendbird',
  title: 'Sendbird',
  documentation: ['https://docs.sendbird.com/docs/business-messaging/guide/v1/settings/webhooks'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('x-sendbird-signature'),
  describe: described({ type: jsonField('category') }),
})
