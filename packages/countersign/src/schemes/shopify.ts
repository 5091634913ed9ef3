import { hmac } from '../engines/hmac/hmac.ts'
import { firstHeader } from '../message/first-header.ts'
import { base64 } from '../message/spelling.ts'
import type { ShopifyEvents } from '../payloads/shopify.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Shopify. Base64 HMAC-SHA256 of the raw body by the app's client secret. `X-Shopify-Event-Id` is the same for all
 * deliveries of one event, by the documentation on duplicate webhooks; the signature leaves it out. Newer deliveries have
 * the same under names that begin with `shopify-`.
 */
export const shopify: Scheme<ShopifyEvents> = hmac<ShopifyEvents>({
  name: 'shopify',
  title: 'Shopify',
  documentation: [
    'https://shopify.dev/docs/apps/build/webhooks/subscribe/https',
    'https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: firstHeader('X-Shopify-Hmac-Sha256', 'shopify-hmac-sha256'),
  dedupeBytes: hashedBody,
  describe: described({
    type: firstHeader('X-Shopify-Topic', 'shopify-topic'),
    id: firstHeader('X-Shopify-Event-Id', 'shopify-event-id'),
    dedupe: 'unsigned-id+bytes',
  }),
  forward: [
    'X-Shopify-Topic',
    'X-Shopify-Shop-Domain',
    'X-Shopify-API-Version',
    'X-Shopify-Event-Id',
    'X-Shopify-Triggered-At',
    'shopify-topic',
    'shopify-shop-domain',
    'shopify-api-version',
    'shopify-event-id',
    'shopify-triggered-at',
  ],
  unprotected: ['id', 'type'],
  delivery: {
    timeoutSeconds: 5,
    retries: '8 in 4 h',
    disables: 'after the last retry the subscription is deleted',
  },
})
