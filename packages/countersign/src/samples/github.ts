import type { Sample, Samples } from '../scheme/facts.ts'

const repository = '"repository":{"id":2,"full_name":"octocat/hello-world"}'
const sender = '"sender":{"login":"octocat","id":3}'

/** A payload under GitHub's headers. */
const sample = (event: string, last: string, body: string): Sample => ({
  body,
  headers: {
    'Content-Type': 'application/json',
    'X-GitHub-Event': event,
    'X-GitHub-Delivery': `72d3162e-cc78-11e3-81ab-4c9367dc09${last}`,
  },
})

/** Payloads after GitHub’s documentation, cut short. */
export const githubSamples: Samples = {
  ping: sample(
    'ping',
    '58',
    '{"zen":"Keep it logically awesome.","hook_id":30,"hook":{"type":"Repository","id":30,"active":true,"events":["push"]}}',
  ),
  'issues.opened': sample(
    'issues',
    '59',
    `{"action":"opened","issue":{"id":1,"number":1,"title":"Zoë 🦇"},${repository},${sender}}`,
  ),
  push: sample(
    'push',
    '60',
    `{"ref":"refs/heads/main","before":"6113728f27ae82c7b1a177c8d03f9e96e0adf246","after":"0000000000000000000000000000000000000001","commits":[{"id":"0000000000000000000000000000000000000001","message":"Greet Zoë 🦇"}],${repository},${sender}}`,
  ),
  'pull_request.opened': sample(
    'pull_request',
    '61',
    `{"action":"opened","number":2,"pull_request":{"id":4,"number":2,"title":"Greet Zoë","state":"open"},${repository},${sender}}`,
  ),
  'issue_comment.created': sample(
    'issue_comment',
    '62',
    `{"action":"created","issue":{"id":1,"number":1,"title":"Zoë 🦇"},"comment":{"id":5,"body":"It greets now."},${repository},${sender}}`,
  ),
  'release.published': sample(
    'release',
    '63',
    `{"action":"published","release":{"id":6,"tag_name":"v1.0.0","draft":false},${repository},${sender}}`,
  ),
  'workflow_run.completed': sample(
    'workflow_run',
    '64',
    `{"action":"completed","workflow_run":{"id":7,"name":"ci","status":"completed","conclusion":"success"},${repository},${sender}}`,
  ),
}
