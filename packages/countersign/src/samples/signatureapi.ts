import type { Samples } from '../scheme/facts.ts'

/** An event after SignatureAPI’s documentation. */
export const signatureapiSamples: Samples = {
  'recipient.completed': {
    body: '{"id":"evt_4p2oouvNvjp1I9ckgqycH2","type":"recipient.completed","timestamp":"2025-12-31T15:00:01.999Z","data":{"envelope_id":"e387553d-cbb7-4924-abd8-b2d89699e9b5","object_id":"re_7v7Sion0vqjJioYmwfZ9mf","object_type":"recipient","recipient_type":"signer"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
