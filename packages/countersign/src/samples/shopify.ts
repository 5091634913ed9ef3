import type { Samples } from '../scheme/facts.ts'

/** A product after Shopify’s documentation, cut short. */
export const shopifySamples: Samples = {
  'products/create': {
    body: '{"id":788032119674292922,"title":"Example T-Shirt","vendor":"Acme","product_type":"Shirt"}',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': 'products/create',
      'X-Shopify-Event-Id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
    },
  },
}
