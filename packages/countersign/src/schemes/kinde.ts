import { jsonPart } from '../engines/jws/read-jws.ts'
import { jwt } from '../engines/jwt.ts'
import { strictText } from '../message/encoding.ts'
import type { Message } from '../message/message.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** The body is the token: what it says stands in its claims. */
function describe({ body }: Message): Description {
  const { type, event_id: id } = jsonPart(strictText(body).split('.')[1] ?? '') ?? {}
  return {
    ...(typeof type === 'string' && { type }),
    ...(typeof id === 'string' && { id }),
  }
}

/**
 * Kinde. The whole body is a JWT by RS256, whose claims are the event; it has no time that would end it. Its keys are
 * those of the business' own Kinde domain: give the public key, or a function that fetches it.
 *
 * Source: www.npmjs.com/package/@kinde/webhooks.
 */
export const kinde: Scheme = jwt({
  name: 'kinde',
  title: 'Kinde',
  documentation: ['https://www.npmjs.com/package/@kinde/webhooks'],
  confidence: 'high',
  at: 'body',
  algorithms: ['RS256'],
  keySource: { hosts: ['*.kinde.com'], form: 'jwks' },
  keysAt: ['https://', { param: 'subdomain' }, '.kinde.com/.well-known/jwks'],
  params: {
    subdomain: { title: 'what stands before .kinde.com in the address of the business', optional: true },
  },
  describe,
})
