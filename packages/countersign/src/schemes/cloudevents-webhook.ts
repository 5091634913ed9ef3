import { either } from '../engines/either.ts'
import { token } from '../engines/token.ts'
import { cloudeventsWebhookHandshake } from '../handshakes/cloudevents-webhook.ts'
import { header, query } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * CloudEvents' HTTP webhooks. Nothing is signed: a bearer token comes in `Authorization` or as `access_token` in the
 * query. Here it is one that the operator has chosen, and none that is asked about elsewhere.
 *
 * Source: cloudevents/spec, HTTP 1.1 web hooks for event delivery.
 */
export const cloudeventsWebhook: Scheme = either(
  {
    name: 'cloudevents-webhook',
    title: 'CloudEvents HTTP webhook',
    documentation: ['https://github.com/cloudevents/spec'],
    confidence: 'medium',
    describe: described({ type: header('ce-type'), id: header('ce-id') }),
    forward: ['ce-type', 'ce-id', 'ce-source', 'ce-specversion', 'ce-subject', 'ce-time'],
    handshake: cloudeventsWebhookHandshake,
  },
  [token({ at: header('Authorization'), prefix: 'Bearer ' }), token({ at: query('access_token') })],
)
