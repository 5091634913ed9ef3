import type { Samples } from '../scheme/facts.ts'

/** An event as Auth0’s documentation of event streams shows it. */
export const auth0Samples: Samples = {
  'user.created': {
    body: '{"id":"evt_6SfwXrtm8nVcjzzNCFFH1L","source":"urn:auth0:","specversion":"1.0","type":"user.created","time":"2025-02-02T17:56:01.573Z"}',
    headers: { 'Content-Type': 'application/json' },
  },
}
