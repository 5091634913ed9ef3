import { token } from '../engines/token.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Auth0's log and event streams. Nothing is signed: the header is the value that was set there, for event streams
 * `Bearer ` and the token; the secret here is the whole of it. Auth0 says to log the ids of events so as to drop
 * repeated ones; log entries have `log_id` instead and come in lists.
 *
 * Source: auth0/docs-v2 customize/log-streams and customize/events.
 */
export const auth0: Scheme = token({
  name: 'auth0',
  title: 'Auth0 log streams / event streams',
  documentation: ['https://auth0.com/docs', 'https://github.com/auth0/docs-v2'],
  confidence: 'high',
  at: header('Authorization'),
  describe: described({ type: jsonField('type'), id: jsonField('id'), dedupe: 'unsigned-id+bytes' }),
  delivery: {
    retries: 'event streams: 3, after 1, 2 and 4 s, none after a 4xx; log streams: until it works',
    disables: 'event streams: after 500 failures in a row or 5,000 in all; log streams: after 7 days of them',
  },
})
