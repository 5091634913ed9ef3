import { hmac } from '../engines/hmac/hmac.ts'
import { lineHandshake } from '../handshakes/line.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * LINE Messaging API. Base64 HMAC-SHA256 of the raw body in `x-line-signature`. The key is the channel secret. A
 * request may hold several events, each with a type and a `webhookEventId` of its own, which by
 * LINE's documentation uniquely identifies an event, also when it is sent again.
 *
 * Sources: developers.line.biz; @line/bot-sdk 11.0.0.
 */
export const line: Scheme = hmac({
  name: 'line',
  title: 'LINE Messaging API',
  documentation: ['https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-line-signature'),
  describe: described({
    type: only(['events'], ['type']),
    id: only(['events'], ['webhookEventId']),
    dedupe: 'signed-id',
  }),
  handshake: lineHandshake,
})
