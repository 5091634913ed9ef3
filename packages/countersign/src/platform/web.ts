import type { Bytes } from '../message/bytes.ts'
import { type Encoding, toHex } from '../message/encoding.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import { keyBytes } from './key-bytes.ts'
import { type HashName, type HashPlatform, type HmacKey, webHashName } from './platform.ts'
import { type WebKey, webKey } from './web-key.ts'

function written(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'hex') return toHex(bytes)
  const base64 = btoa(String.fromCharCode(...bytes))
  return encoding === 'base64' ? base64 : base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

/** A key of these bytes, whatever they are. */
export function importHmac(hash: HashName, bytes: Bytes): WebKey {
  const algorithm = { name: 'HMAC', hash: webHashName(hash) }
  return webKey(crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign']))
}

/**
 * Web Crypto, for workerd, browsers and whatever else has no node:crypto: everything as promises. What key pairs need
 * comes with the schemes that have them, see `with-key-pairs.ts`.
 */
export const platform: HashPlatform = {
  synchronous: false,

  hmacKey(hash: HashName, material: Uint8Array): HmacKey {
    return importHmac(hash, new Uint8Array(keyBytes(material)))
  },

  async hmac(_hash, key, parts, encoding): Promise<string> {
    // Web Crypto has no incremental interface. Joined before anything is awaited: the caller may change his bytes meanwhile.
    const content = joinedPieces(parts)
    const digest = await crypto.subtle.sign('HMAC', await (key as WebKey).promise, content)
    return written(new Uint8Array(digest), encoding)
  },

  async hash(hash, parts, encoding): Promise<string> {
    return written(
      new Uint8Array(await crypto.subtle.digest(webHashName(hash), joinedPieces(parts))),
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
