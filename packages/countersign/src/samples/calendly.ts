import type { Samples } from '../scheme/facts.ts'

/** An event after Calendly’s documentation, cut short. */
export const calendlySamples: Samples = {
  'invitee.created': {
    body: '{"event":"invitee.created","created_at":"2021-02-25T15:02:10.000000Z","payload":{"name":"Zoë"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
