/** A payload of Shopify's: the resource as the Admin API has it, in the version that the webhook was made with. */
export type ShopifyPayload = Readonly<Record<string, unknown>>

type Topic =
  | `orders/${'create' | 'updated' | 'paid' | 'cancelled' | 'fulfilled' | 'partially_fulfilled' | 'delete'}`
  | `products/${'create' | 'update' | 'delete'}`
  | `customers/${'create' | 'update' | 'delete' | 'data_request' | 'redact'}`
  | `${'refunds' | 'checkouts' | 'fulfillments'}/create`
  | 'app/uninstalled'
  | 'shop/redact'

/** The commonest topics, after shopify.dev/docs/api/webhooks; all others still arrive, with `type` as sent. */
export type ShopifyEvents = { [T in Topic]: ShopifyPayload }
