import { hmac } from '../engines/hmac/hmac.ts'
import { notionHandshake } from '../handshakes/notion.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Notion. Hex HMAC-SHA256 of the raw body after `sha256=` in `X-Notion-Signature`. The key is the verification token
 * that Notion sends when a subscription is made.
 *
 * Sources: developers.notion.com/reference/webhooks; @notionhq/client 5.26.0 verifyWebhookSignature.
 */
export const notion: Scheme = hmac({
  name: 'notion',
  title: 'Notion',
  documentation: ['https://developers.notion.com/reference/webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Notion-Signature'),
  prefix: 'sha256=',
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
  delivery: { retries: 'up to 8, further and further apart, for about 24 hours' },
  handshake: notionHandshake,
})
