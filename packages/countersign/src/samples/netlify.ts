import type { Samples } from '../scheme/facts.ts'

/** A notification after Netlify’s documentation, cut short. */
export const netlifySamples: Samples = {
  deploy_created: {
    body: '{"id":"5ebc34bf4fea0b01f02efa3a","state":"ready","name":"Zoë","branch":"master"}',
    headers: { 'Content-Type': 'application/json', 'X-Netlify-Event': 'deploy_created' },
  },
}
