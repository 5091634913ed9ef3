import { WebhookError } from '../errors/webhook-error.ts'
import { type Encoding, toBase64, toBase64Url, toHex } from '../message/encoding.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import { keyBytes } from './key-bytes.ts'
import {
  type CryptoKeyLike,
  type HashName,
  type HashPlatform,
  type HmacKey,
  webHashNames,
} from './platform.ts'
import { type WebCryptoKey, type WebKey, webKey } from './web-key.ts'

/** How the HMAC of nothing by the empty key begins. */
const emptyKeySigns: Readonly<Record<HashName, string>> = {
  sha1: 'fbdb1d1b18aa6c08324b7d64b71fb763',
  sha256: 'b613679a0814d9ec772f95d778c35fc5',
  sha384: '6c1f2ee938fad2e24bd91298474382ca',
  sha512: 'b936cee86c9f87aa5d3c6f2e84cb5a42',
}

/** A CryptoKey shows no bytes: whether they are the empty key's is told by what it signs. */
async function notEmpty(hash: HashName, key: WebCryptoKey): Promise<WebCryptoKey> {
  const signed = toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, new Uint8Array(0))))
  if (!signed.startsWith(emptyKeySigns[hash])) return key
  throw new WebhookError('ERR_SECRET_EMPTY', { detail: 'The CryptoKey is empty, or nothing but zero bytes.' })
}

function written(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'hex') return toHex(bytes)
  return encoding === 'base64' ? toBase64(bytes) : toBase64Url(bytes)
}

/**
 * Web Crypto, for workerd, browsers and whatever else has no node:crypto: everything as promises. What key pairs need
 * comes with the schemes that have them, see `with-key-pairs.ts`.
 */
export const platform: HashPlatform = {
  synchronous: false,

  hmacKey(hash: HashName, material: Uint8Array | CryptoKeyLike | Promise<Uint8Array>): HmacKey {
    if (material instanceof Promise)
      return webKey(material.then((bytes) => (platform.hmacKey(hash, bytes) as WebKey).promise))
    if (!(material instanceof Uint8Array)) return webKey(notEmpty(hash, material as WebCryptoKey))
    const algorithm = { name: 'HMAC', hash: webHashNames[hash] }
    const bytes = new Uint8Array(keyBytes(material))
    return webKey(crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']))
  },

  async hmac(_hash, key, parts, encoding): Promise<string> {
    // Web Crypto has no incremental interface. Joined before anything is awaited: the caller may change his bytes meanwhile.
    const content = joinedPieces(parts)
    const digest = await crypto.subtle.sign('HMAC', await (key as WebKey).promise, content)
    return written(new Uint8Array(digest), encoding)
  },

  async hash(hash, parts, encoding): Promise<string> {
    return written(
      new Uint8Array(await crypto.subtle.digest(webHashNames[hash], joinedPieces(parts))),
      encoding,
    )
  },

  equal(one, other): boolean {
    if (one.length !== other.length) return false
    let difference = 0
    for (let i = 0; i < one.length; i++) difference |= one.charCodeAt(i) ^ other.charCodeAt(i)
    return difference === 0
  },
}
