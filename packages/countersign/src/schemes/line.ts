import { hmac } from '../engines/hmac/hmac.ts'
import { lineHandshake } from '../handshakes/line.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * A message of one event is described by it. By LINE's documentation `webhookEventId` uniquely identifies an event, also
 * when it is sent again; it stands in the signed body. Of several no one is named for all.
 */
function describe(message: Message): Description {
  const events = message.field('events')
  if (!Array.isArray(events) || events.length !== 1) return {}
  const type = message.field('events', 0, 'type')
  const id = message.field('events', 0, 'webhookEventId')
  return {
    ...(typeof type === 'string' && { type }),
    ...(typeof id === 'string' && id !== '' && { id, dedupe: { basis: 'signed-id', fields: [id] } }),
  }
}

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
  encoding: base64,
  signature: header('x-line-signature'),
  describe,
  handshake: lineHandshake,
})
