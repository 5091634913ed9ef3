import type { Samples } from '../scheme/facts.ts'

/** The payload of `products/create` at https://shopify.dev/docs/api/webhooks, cut short, under the event id that its documentation of headers shows. */
export const shopifySamples: Samples = {
  'products/create': {
    body: '{"id":788032119674292922,"title":"Example T-Shirt","vendor":"Acme","product_type":"Shirts"}',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': 'products/create',
      'X-Shopify-Event-Id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
    },
  },
}
