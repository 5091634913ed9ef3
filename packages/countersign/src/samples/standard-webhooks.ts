import type { Samples } from '../scheme/facts.ts'

/** What anybody may send by Standard Webhooks, Svix too: a type of the sender's own, as the specification recommends. */
export const standardSamples: Samples = {
  'invoice.paid': {
    body: '{"type":"invoice.paid","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52","amount":12.50}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
