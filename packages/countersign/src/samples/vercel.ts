import type { Samples } from '../scheme/facts.ts'

/** An event after the schemas of Vercel’s own example, cut short. */
export const vercelSamples: Samples = {
  'deployment.created': {
    body: '{"id":"uev_1","type":"deployment.created","createdAt":1614265330000,"payload":{"deployment":{"id":"dpl_1","name":"Zoë"}}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
