import type { Samples } from '../scheme/facts.ts'

/** A notification after Heroku’s documentation, cut short. */
export const herokuSamples: Samples = {
  'release.create': {
    body: '{"action":"create","resource":"release","id":"b6a68e77-8c13-41c8-b30c-b50cca7a608a","webhook_metadata":{"attempt":{"id":"8a44f820-2354-489d-9a11-a793cbf49979"},"delivery":{"id":"d244009a-670f-4340-88e9-789a4f9002d5"},"event":{"id":"b6a68e77-8c13-41c8-b30c-b50cca7a608a","include":"api:release"}}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
