import type { Samples } from '../scheme/facts.ts'

/** An event after Atlassian’s documentation, cut short. */
export const jiraSamples: Samples = {
  'jira:issue_updated': {
    body: '{"timestamp":1614265330000,"webhookEvent":"jira:issue_updated","issue":{"key":"A-1","fields":{"summary":"Zoë"}}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
