import { token } from '../engines/token.ts'
import { oktaHandshake } from '../handshakes/okta.ts'
import { namedHeader } from '../message/named-header.ts'
import { only } from '../message/only.ts'
import { jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Okta's event hooks. Nothing is signed: the secret is the whole value of `Authorization` or of a header of the
 * operator's choice. The documentation says to compare `eventId` so as to see a repeated delivery; order is not kept.
 *
 * Source: okta/okta-developer-docs, event hooks.
 */
export const okta: Scheme = token({
  name: 'okta',
  title: 'Okta event hooks',
  documentation: ['https://github.com/okta/okta-developer-docs'],
  confidence: 'high',
  at: namedHeader('tokenHeader', 'Authorization'),
  params: { tokenHeader: { title: 'the header of the secret, where it is another one', optional: true } },
  describe: described({
    type: only(['data', 'events'], ['eventType']),
    id: jsonField('eventId'),
    dedupe: 'unsigned-id+bytes',
  }),
  delivery: { timeoutSeconds: 3, retries: 'at most 1, none after a 4xx' },
  handshake: oktaHandshake,
})
