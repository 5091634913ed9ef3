import type { Samples } from '../scheme/facts.ts'

/** The event of Wise’s own examples of signatures. */
export const wiseSamples: Samples = {
  'transfers#state-change': {
    body: '{"data":{"resource":{"id":49983981,"profile_id":16055450,"account_id":14124090,"type":"transfer"},"current_state":"incoming_payment_waiting","previous_state":null,"occurred_at":"2021-08-23T10:12:50Z"},"subscription_id":"90aa8e14-4ef1-4a56-861c-f3c9cde097ea","event_type":"transfers#state-change","schema_version":"2.0.0","sent_at":"2021-08-23T10:12:50Z"}',
    headers: { 'Content-Type': 'application/json' },
  },
}
