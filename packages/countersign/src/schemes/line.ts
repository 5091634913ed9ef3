import { hmac } from '../engines/hmac/hmac.ts'
import { lineHandshake } from '../handshakes/line.ts'
import { header } from '../message/place.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * LINE Messaging API. Base64 HMAC-SHA256 of the raw body in `x-line-signature`. The key is the channel secret. A
 * request may hold several events, each with a type and a `webhookEventId` of its own.
 *
 * Sources: developers.line.biz; @line/bot-sdk 11.0.0.
 */
export const line: Scheme = hmac({
  name: 'line',
  title: 'LINE Messaging API',
  documentation: ['https://developers.line.biz'],
  confidence: 'high',
  hash: 'sha256',
  encoding: 'base64',
  signature: header('x-line-signature'),
  handshake: lineHandshake,
})
