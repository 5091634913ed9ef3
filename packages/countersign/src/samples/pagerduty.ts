import type { Samples } from '../scheme/facts.ts'

/** An event as the tests of PagerDuty’s own Go library have it, cut short. */
export const pagerdutySamples: Samples = {
  'incident.priority_updated': {
    body: '{"event":{"id":"01BWDWL3NYY7LUFPZCC28QUCMK","event_type":"incident.priority_updated","resource_type":"incident","occurred_at":"2021-04-26T17:36:27.458Z","client":null,"data":{"id":"PGR0VU2","type":"incident","self":"https://api.pagerduty.com/incidents/PGR0VU2","number":2,"status":"triggered","title":"A little bump in the road"}}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
