import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { trelloHandshake } from '../handshakes/trello.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, url } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Trello. Base64 HMAC-SHA1 of the body and then the callback URL exactly as given, query included, by the app's OAuth
 * secret. Text is UTF-8, whatever older answers say of low bytes, and nothing is hashed twice.
 *
 * Sources: trello-archive/api-docs; developer.atlassian.com, Trello webhooks.
 */
export const trello: Scheme = hmac({
  name: 'trello',
  title: 'Trello',
  documentation: ['https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks'],
  confidence: 'high',
  hash: 'sha1',
  encoding: base64,
  signature: header('X-Trello-Webhook'),
  content: contentOf([body, url]),
  describe: described({ type: jsonField('action', 'type'), id: jsonField('action', 'id') }),
  delivery: { timeoutSeconds: 30, retries: '3', disables: 'an answer of 410 deletes the webhook' },
  handshake: trelloHandshake,
})
