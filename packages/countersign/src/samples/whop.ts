import type { Samples } from '../scheme/facts.ts'

/** An event after Whop’s documentation, cut short. */
export const whopSamples: Samples = {
  'payment.succeeded': {
    body: '{"id":"msg_2b7c","api_version":"v1","type":"payment.succeeded","data":{"id":"pay_1","amount":12.50}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
