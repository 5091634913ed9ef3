import type { Samples } from '../scheme/facts.ts'

/** An event after Box’s documentation, cut short. */
export const boxSamples: Samples = {
  'FILE.UPLOADED': {
    body: '{"type":"webhook_event","id":"eb0c4e06-751f-442c-86f8-fd5bb404dbec","created_at":"2016-07-11T10:10:32-07:00","trigger":"FILE.UPLOADED","webhook":{"id":"53","type":"webhook"},"source":{"id":"73835521473","type":"file"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
