import { header } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * CloudEvents: a sender asks with OPTIONS whether it may deliver, and how fast. Whoever asks may: that says nothing
 * of what he delivers.
 *
 * Source: cloudevents/spec http-webhook.
 */
export const cloudeventsWebhookHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'OPTIONS' },
    trust: { by: 'nothing' },
    challenge: { at: header('WebHook-Request-Origin'), alphabet: 'host', most: 253 },
    reply: {
      status: 200,
      headers: {
        Allow: 'POST',
        'WebHook-Allowed-Origin': { echo: 'challenge' },
        'WebHook-Allowed-Rate': '*',
      },
    },
  },
]
