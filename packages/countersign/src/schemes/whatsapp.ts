import { hmac } from '../engines/hmac/hmac.ts'
import { whatsappHandshake } from '../handshakes/whatsapp.ts'
import { only } from '../message/only.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * WhatsApp Business Cloud API. Hex HMAC-SHA256 of the raw body after `sha256=` in `X-Hub-Signature-256`. As all of
 * Meta's webhooks, by the app secret. Messages and their ids stand in lists; the field of a single change belongs to the
 * type: `whatsapp_business_account.messages`.
 *
 * Sources: developers.facebook.com, WhatsApp Cloud API; fbsamples/whatsapp-business-jaspers-market app.js @cace07a.
 */
export const whatsapp: Scheme = hmac({
  name: 'whatsapp',
  title: 'WhatsApp Business Cloud API',
  documentation: [
    'https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint',
    'https://github.com/fbsamples/whatsapp-business-jaspers-market',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Hub-Signature-256'),
  prefix: 'sha256=',
  describe: described({ type: [jsonField('object'), only(['entry'], ['changes'], ['field'])] }),
  delivery: { retries: 'for up to 7 days' },
  params: { verifyToken: { title: 'the verify token', optional: true, secret: true } },
  handshake: whatsappHandshake,
})
