import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Salesforce Marketing Cloud asks, unsigned, when a callback is made. The `verificationKey` is to be sent back by
 * its API.
 *
 * Source: developer.salesforce.com/docs/marketing/marketing-cloud/guide/ens-notification-signing,
 * ens-supported-events, references/mc_rest_event_notification/createCallback.
 */
export const salesforceMcEnsHandshake: readonly HandshakeRule[] = [
  {
    when: {
      method: 'POST',
      holds: [
        { at: jsonField('callbackId'), value: true },
        { at: jsonField('verificationKey'), value: true },
      ],
    },
    trust: { by: 'nothing' },
    reply: { status: 200 },
  },
]
