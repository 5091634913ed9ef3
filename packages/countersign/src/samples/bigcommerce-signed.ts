import type { Samples } from '../scheme/facts.ts'

/** An event as BigCommerce’s documentation shows it. */
export const bigcommerceSignedSamples: Samples = {
  'store/order/updated': {
    body: '{"producer":"stores/abcde","hash":"0f1b5800def7b505369b08b4a3503a1db2c4b1a6","created_at":1614265329,"store_id":"1001197568","scope":"store/order/updated","data":{"type":"order","id":272}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
