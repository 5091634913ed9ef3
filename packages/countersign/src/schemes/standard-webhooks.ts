import { body, id, timestamp } from '../content.ts'
import { hmac } from '../hmac.ts'
import type { Message } from '../message.ts'
import { header } from '../place.ts'
import type { Description, EventMap, Scheme } from '../scheme.ts'

/**
 * The specification calls `webhook-id` the message's unique identifier, the same when it is sent again, and an
 * idempotency key; the signature covers it. Type is the body's `type`, as the specification recommends.
 */
function describe(message: Message): Description {
  const type = message.field('type')
  const messageId = message.header('webhook-id')
  if (messageId === undefined) return typeof type === 'string' ? { type } : {}
  return {
    type: typeof type === 'string' ? type : undefined,
    id: messageId,
    dedupe: { basis: 'signed-id', fields: [messageId] },
  }
}

/**
 * Standard Webhooks 1.0, symmetric signatures: base64 HMAC-SHA256 of `id.timestamp.body`, listed as
 * `v1,<signature>` with blanks between, one for each live secret. The key is the base64 after `whsec_`.
 *
 * Source: github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md.
 */
export const standardWebhooks: Scheme<EventMap> = hmac({
  name: 'standard-webhooks',
  title: 'Standard Webhooks',
  documentation: [
    'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: 'base64',
  signature: { in: 'list', at: header('webhook-signature'), tag: 'v1', separator: ' ', joiner: ',' },
  key: { encoding: 'base64', prefix: 'whsec_' },
  content: [id, '.', timestamp, '.', body],
  id: header('webhook-id'),
  // `a.1` and `5.x` would sign as `a` and `1.5.x` do; the specification forbids the dot.
  idWithout: '.',
  timestamp: { at: header('webhook-timestamp'), unit: 'seconds' },
  describe,
  samples: {
    'invoice.paid': {
      body: '{"type":"invoice.paid","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52","amount":12.50}}',
      headers: { 'Content-Type': 'application/json' },
    },
  },
})
