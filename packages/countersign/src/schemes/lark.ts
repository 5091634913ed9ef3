import { placeText } from '../content/place-text.ts'
import { secret } from '../content/secret.ts'
import { keyedHash } from '../engines/keyed-hash.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { larkHandshake } from '../handshakes/lark.ts'
import { header, jsonField, looked } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, id, type MadePart, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const time = header('X-Lark-Request-Timestamp')

/** No border stands behind the timestamp: were it of another length, digits of the nonce could be its own. */
const tenDigits: MadePart = {
  part: 'made',
  of: [time],
  make(message) {
    if (!/^\d{10}$/.test(placeText(message, time) ?? ''))
      throw refusal('ERR_TIMESTAMP_MALFORMED', looked(time))
    return []
  },
}

/**
 * Events of Lark and Feishu. Hex SHA-256 of timestamp, nonce, Encrypt Key and body: a plain hash, no HMAC. With an
 * Encrypt Key the body is enciphered as well, and says nothing of itself before it is deciphered. No tolerance is
 * documented. Callbacks of cards are signed otherwise.
 *
 * Source: @larksuiteoapi/node-sdk 1.74.0 checkIsEventValidated.
 */
export const lark: Scheme = keyedHash({
  name: 'lark',
  title: 'Lark / Feishu events',
  documentation: ['https://www.npmjs.com/package/@larksuiteoapi/node-sdk'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Lark-Signature'),
  content: contentOf([tenDigits, timestamp, id, secret, body]),
  id: signedId(header('X-Lark-Request-Nonce')),
  timestamp: clock({ at: time, unit: 'seconds', toleranceSeconds: null }),
  describe: described({ type: jsonField('header', 'event_type'), id: jsonField('header', 'event_id') }),
  params: { verificationToken: { title: 'the verification token', optional: true, secret: true } },
  handshake: larkHandshake,
})
