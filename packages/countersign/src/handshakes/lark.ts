import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

const plain: HandshakeRule = {
  when: { method: 'POST', holds: [{ at: jsonField('type'), value: 'url_verification' }] },
  trust: { by: 'param', at: jsonField('token'), param: 'verificationToken', optional: true },
  challenge: { at: jsonField('challenge'), alphabet: 'token', most: 128 },
  reply: { status: 200, body: { json: { challenge: { echo: 'challenge' } } } },
}

/**
 * Lark and Feishu have a challenge sent back when an address is saved; with an Encrypt Key the request is enciphered
 * under it. It repeats the app’s verification token: where the source has one (the param `verificationToken`), it
 * must be that. A challenge of letters, digits, `-` and `_` alone lets nobody read, piece by piece, an enciphered
 * event that he has got hold of.
 *
 * Source: @larksuiteoapi/node-sdk 1.74.0 checkIsEventValidated.
 */
export const larkHandshake: readonly HandshakeRule[] = [
  plain,
  { ...plain, sealed: { at: jsonField('encrypt') } },
]
