import type { Samples } from '../scheme/facts.ts'

/** An event after Tally’s documentation, cut short. */
export const tallySamples: Samples = {
  FORM_RESPONSE: {
    body: '{"eventId":"a4cb511e-d513-4fa5-baee-b815d718dfd1","eventType":"FORM_RESPONSE","createdAt":"2023-06-28T15:00:21.889Z","data":{"responseId":"2wgx4n","formName":"Zoë"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
