import { token } from '../engines/token.ts'
import type { Message } from '../message/message.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

const ofEvent = described({ type: jsonField('type'), id: jsonField('id'), dedupe: 'unsigned-id+bytes' })

/** An event says it at the top; an entry of a log has its own type inside, and `log_id`. */
function describe(message: Message): Description {
  const event = ofEvent(message)
  if (event.type !== undefined) return event
  return described({ type: jsonField('data', 'type'), id: jsonField('log_id') })(message)
}

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
  describe,
  delivery: {
    retries: 'event streams: 3, after 1, 2 and 4 s, none after a 4xx; log streams: until it works',
    disables: 'event streams: after 500 failures in a row or 5,000 in all; log streams: after 7 days of them',
  },
})
