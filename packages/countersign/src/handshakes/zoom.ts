import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Zoom asks at the start and every 72 h for the HMAC of `plainToken`, within 3 s. Events are signed as `v0:`, the
 * time, `:` and the body, under the same key: the request is signed and verified first, and a token has no colon.
 *
 * Source: developers.zoom.us/docs/api/webhooks, /changelog webhook-url-validation, /blog/webhook-delays;
 * zoom/webhook-sample @e4d48a7.
 */
export const zoomHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST', holds: [{ at: jsonField('event'), value: 'endpoint.url_validation' }] },
    trust: { by: 'signature' },
    challenge: { at: jsonField('payload', 'plainToken'), alphabet: 'base64', most: 128 },
    reply: {
      status: 200,
      body: {
        json: {
          plainToken: { echo: 'challenge' },
          encryptedToken: { hmac: 'challenge', hash: 'sha256', encoding: 'hex' },
        },
      },
    },
  },
]
