import { token } from '../engines/token.ts'
import { microsoftGraphHandshake } from '../handshakes/microsoft-graph.ts'
import { each } from '../message/each.ts'
import { only } from '../message/only.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Microsoft Graph's change notifications. The `clientState` that the subscription was made with stands in every
 * notification of the body; it must be in all of them. Nothing is signed, and Microsoft's own tokens, which come with
 * resource data, are not looked at.
 *
 * Source: microsoftgraph/nodejs-webhooks-sample routes/listen.js.
 */
export const microsoftGraph: Scheme = token({
  name: 'microsoft-graph',
  title: 'Microsoft Graph change notifications',
  documentation: ['https://github.com/microsoftgraph/nodejs-webhooks-sample'],
  confidence: 'high',
  at: each(['value'], ['clientState']),
  describe: described({ type: only(['value'], ['changeType']), id: only(['value'], ['id']) }),
  handshake: microsoftGraphHandshake,
})
