import type { Samples } from '../scheme/facts.ts'

/** An event after Paystack’s documentation, cut short. */
export const paystackSamples: Samples = {
  'charge.success': {
    body: '{"event":"charge.success","data":{"id":302961,"amount":10000,"reference":"qTPrJoy9Bx"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
