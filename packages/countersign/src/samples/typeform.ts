import type { Samples } from '../scheme/facts.ts'

/** A response after Typeform’s example payload, cut short. */
export const typeformSamples: Samples = {
  form_response: {
    body: '{"event_id":"LtWXD3crgy","event_type":"form_response","form_response":{"form_id":"lT4Z3j","token":"a3a12ec67a1365927098a606107fac15","submitted_at":"2018-01-18T18:17:02Z","landed_at":"2018-01-18T18:07:02Z","calculated":{"score":9}}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
