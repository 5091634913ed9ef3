import type { Samples } from '../scheme/facts.ts'

/** The example of Podium’s documentation. */
export const podiumSamples: Samples = {
  'test.event': {
    body: '{"data":{"bar":"apples","foo":"1"},"metadata":{"event_type":"test.event","version":"2021.04.01"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
