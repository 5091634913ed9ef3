import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * X asks about hourly for the HMAC of `crc_token`, within 3 s. That is the very signature of an event with this
 * body: only a short token of letters, digits, `-` and `_` is answered, and the scheme takes no such body for an
 * event.
 *
 * Source: docs.x.com account activity.
 */
export const twitterHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('crc_token'), alphabet: 'token', most: 128 },
    reply: {
      status: 200,
      body: {
        json: {
          response_token: { hmac: 'challenge', hash: 'sha256', encoding: 'base64', prefix: 'sha256=' },
        },
      },
    },
  },
]
