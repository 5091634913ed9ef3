import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Shopify's Events, its newer kind of subscriptions, which it calls a developer preview: as its webhooks are signed, in
 * headers without `X-`. Type is `topic` and `action` of the body, such as `Product.update`. `Shopify-Webhook-Id` is the
 * same for all deliveries of one event to one subscription, by the documentation on duplicate deliveries; the signature
 * leaves it out.
 *
 * Source: the documentation, and `@shopify/shopify-api` 15.0.0, dist/esm/lib/webhooks/validate.mjs.
 */
export const shopifyEvents: Scheme = hmac({
  name: 'shopify-events',
  title: 'Shopify Events (developer preview)',
  documentation: [
    'https://shopify.dev/docs/apps/build/events/verify-deliveries',
    'https://shopify.dev/docs/apps/build/events/delivery-structure',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('Shopify-Hmac-Sha256'),
  dedupeBytes: hashedBody,
  describe: described({
    type: [jsonField('topic'), jsonField('action')],
    id: header('Shopify-Webhook-Id'),
    dedupe: 'unsigned-id+bytes',
  }),
  forward: [
    'Shopify-Topic',
    'Shopify-Shop-Domain',
    'Shopify-API-Version',
    'Shopify-Webhook-Id',
    'Shopify-Handle',
    'Shopify-Action',
    'Shopify-Triggered-At',
  ],
  unprotected: ['id'],
})
