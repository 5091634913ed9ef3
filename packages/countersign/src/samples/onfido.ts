import type { Samples } from '../scheme/facts.ts'

/** The event of the tests of Onfido’s own library. */
export const onfidoSamples: Samples = {
  'check.completed': {
    body: '{"payload":{"resource_type":"check","action":"check.completed","object":{"id":"check-123","status":"complete","completed_at_iso8601":"2020-01-01T00:00:00Z","href":"https://api.onfido.com/v3/checks/check-123"}}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
