import { query } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * eBay wants the SHA-256 of its challenge, the verification token (the param `verificationToken`) and the address as
 * registered, which is the public URL. Events are signed by a key of eBay’s own.
 *
 * Source: event-notification-nodejs-sdk 1.0.3 lib/validator.js.
 */
export const ebayHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('challenge_code'), alphabet: 'token', most: 128 },
    reply: {
      status: 200,
      body: {
        json: {
          challengeResponse: {
            digest: ['challenge', { param: 'verificationToken' }, 'url'],
            hash: 'sha256',
            encoding: 'hex',
          },
        },
      },
    },
  },
]
