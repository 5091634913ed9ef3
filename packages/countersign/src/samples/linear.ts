import type { Samples } from '../scheme/facts.ts'

/** An event that Linear’s own library takes. */
export const linearSamples: Samples = {
  Issue: {
    body: '{"action":"create","type":"Issue","data":{"id":"1","title":"Zoë"},"webhookTimestamp":1614265330000,"webhookId":"w1"}',
    headers: { 'Content-Type': 'application/json' },
  },
}
