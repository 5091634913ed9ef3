import { standardScheme } from '../engines/standard-webhooks.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Standard Webhooks under the header names of Svix, who sends most of them: `svix-id`, `svix-timestamp` and
 * `svix-signature`. All else is the same.
 *
 * Source: docs.svix.com/receiving/verifying-payloads/how-manual.
 */
export const svix: Scheme<EventMap> = standardScheme({
  name: 'svix',
  title: 'Svix',
  documentation: ['https://docs.svix.com/receiving/verifying-payloads/how-manual'],
  headers: 'svix',
  delivery: {
    retries: 'after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h',
    disables: 'after 5 days of failures',
  },
})
