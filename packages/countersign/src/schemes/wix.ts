import { jsonPart } from '../engines/jws/read-jws.ts'
import { jwt } from '../engines/jwt.ts'
import { strictText } from '../message/encoding.ts'
import type { Message } from '../message/message.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** The claim `data` is JSON in a text, and what happened stands in that. */
function describe({ body }: Message): Description {
  const { data } = jsonPart(strictText(body).split('.')[1] ?? '') ?? {}
  const inner: unknown = typeof data === 'string' ? JSON.parse(data) : undefined
  const { eventType: type } = (inner ?? {}) as { eventType?: unknown }
  return typeof type === 'string' ? { type } : {}
}

/**
 * Wix apps. The whole body is a JWT by RS256 under the app's public key; its claim `data` is the event, as JSON in a text
 * in JSON.
 *
 * Source: www.npmjs.com/package/@wix/sdk.
 */
export const wix: Scheme = jwt({
  name: 'wix',
  title: 'Wix',
  documentation: ['https://www.npmjs.com/package/@wix/sdk'],
  confidence: 'medium',
  at: 'body',
  algorithms: ['RS256'],
  describe,
})
