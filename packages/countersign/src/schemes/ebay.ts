import { publicKey } from '../engines/public-key.ts'
import { ebayHandshake } from '../handshakes/ebay.ts'
import { decoded, strictText, toBase64, utf8 } from '../message/encoding.ts'
import { type FoundPlace, header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const name = header('X-EBAY-SIGNATURE').name
const mostCharacters = 4096
/** What a signature of one's own says beside itself; a key of one's own has no id at eBay. */
const said = { alg: 'ecdsa', kid: '00000000-0000-0000-0000-000000000000', digest: 'SHA1' }

/** `signature` of the JSON that the header holds in base64. What it says of algorithm and key is not followed. */
const signature: FoundPlace = {
  in: 'found',
  title: `signature in the JSON of the header ${name}`,
  headers: [name],
  write: {
    header: 'X-EBAY-SIGNATURE',
    wrap: (text) => toBase64(utf8(JSON.stringify({ ...said, signature: text }))),
  },
  find(message) {
    const values = message.headerValues(name)
    const [text] = values
    if (text === undefined) return []
    if (values.length > 1 || text.length > mostCharacters) return undefined
    try {
      const json: unknown = JSON.parse(strictText(decoded(text, 'base64') ?? new Uint8Array(0)))
      const found =
        typeof json === 'object' && json !== null && 'signature' in json ? json.signature : undefined
      return typeof found === 'string' ? [found] : undefined
    } catch {
      return undefined
    }
  },
}

/**
 * eBay's event notifications. ECDSA P-256 with SHA-1 over the raw body; the header is base64 of JSON with the signature
 * and the key's id. The public key is the one of that id, from eBay's Notification API. Its SDK writes the body anew
 * first, which raw bytes do not need.
 *
 * Sources: event-notification-nodejs-sdk lib/validator.js; developer.ebay.com, getPublicKey of the Notification API.
 */
export const ebay: Scheme = publicKey({
  name: 'ebay',
  title: 'eBay Event Notifications',
  documentation: [
    'https://www.npmjs.com/package/event-notification-nodejs-sdk',
    'https://developer.ebay.com/api-docs/commerce/notification/resources/public_key/methods/getPublicKey',
  ],
  confidence: 'high',
  algorithm: 'ecdsa-p256-sha1',
  encoding: 'base64',
  signature,
  params: {
    verificationToken: { title: 'the verification token, for the challenge', optional: true, secret: true },
  },
  describe: described({
    type: jsonField('metadata', 'topic'),
    id: jsonField('notification', 'notificationId'),
  }),
  handshake: ebayHandshake,
  keyLater:
    'The endpoint is verified first, with the setting `verificationToken` alone. The first notification then names the key: `kid` in the JSON of its header `x-ebay-signature`, which is base64. `GET /commerce/notification/v1/public_key/{kid}` of eBay’s API, with a token of your application, answers it.',
})
