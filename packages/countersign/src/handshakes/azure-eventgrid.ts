import { header, jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'
import { cloudeventsWebhookHandshake } from './cloudevents-webhook.ts'

/**
 * Event Grid has a code sent back when a subscription is made; under the CloudEvents schema it asks with OPTIONS.
 *
 * Source: learn.microsoft.com event-grid webhook delivery.
 */
export const azureEventgridHandshake: readonly HandshakeRule[] = [
  {
    when: {
      method: 'POST',
      holds: [{ at: header('aeg-event-type'), value: 'SubscriptionValidation' }],
    },
    trust: { by: 'nothing' },
    challenge: { at: jsonField(0, 'data', 'validationCode'), alphabet: 'visible', most: 256 },
    reply: { status: 200, body: { json: { validationResponse: { echo: 'challenge' } } } },
  },
  ...cloudeventsWebhookHandshake,
]
