import type { Samples } from '../scheme/facts.ts'

/** Payloads after GitHub’s documentation, cut short. */
export const githubSamples: Samples = {
  ping: {
    body: '{"zen":"Keep it logically awesome.","hook_id":30,"hook":{"type":"Repository","id":30,"active":true,"events":["push"]}}',
    headers: {
      'Content-Type': 'application/json',
      'X-GitHub-Event': 'ping',
      'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    },
  },
  'issues.opened': {
    body: '{"action":"opened","issue":{"id":1,"number":1,"title":"Zoë 🦇"},"repository":{"id":2,"full_name":"octocat/hello-world"},"sender":{"login":"octocat","id":3}}',
    headers: {
      'Content-Type': 'application/json',
      'X-GitHub-Event': 'issues',
      'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0959',
    },
  },
}
