import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * LinkedIn asks about every two hours for the HMAC of `challengeCode`, within 3 s. An event is signed as
 * `hmacsha256=` and its body, so that such a text would have an event signed: a code is a UUID.
 *
 * Source: learn.microsoft.com/linkedin/shared/api-guide/webhook-validation.
 */
export const linkedinHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('challengeCode'), alphabet: 'uuid' },
    reply: {
      status: 200,
      body: {
        json: {
          challengeCode: { echo: 'challenge' },
          challengeResponse: { hmac: 'challenge', hash: 'sha256', encoding: 'hex' },
        },
      },
    },
  },
]
