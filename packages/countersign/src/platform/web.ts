import { WebhookError } from '../errors/webhook-error.ts'
import { type Encoding, toBase64, toBase64Url, toHex } from '../message/encoding.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import { fitsCryptoKey, type SignatureForm, signatureForms, webAlgorithm } from './algorithms.ts'
import { keyBytes } from './key-bytes.ts'
import {
  type CryptoKeyLike,
  type HashName,
  type HmacKey,
  type Platform,
  type PublicKey,
  webHashNames,
} from './platform.ts'

type WebCryptoKey = Parameters<typeof crypto.subtle.sign>[1]

/** Wrapped, so that a promise of a key can be stored where the platform of Node stores a key. */
interface WebKey {
  readonly promise: Promise<WebCryptoKey>
}

function webKey(promise: Promise<WebCryptoKey>): WebKey {
  // A key that nobody has used yet may fail to import: whoever uses it hears of it then.
  promise.catch(() => undefined)
  return { promise }
}

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

function unreadable(): never {
  // Without the cause: messages of crypto libraries may quote the key.
  throw new WebhookError('ERR_SECRET_MALFORMED', { detail: 'It is no public key of this algorithm.' })
}

function fitting(key: WebCryptoKey, form: SignatureForm): WebCryptoKey {
  return fitsCryptoKey(key, form) ? key : unreadable()
}

function written(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'hex') return toHex(bytes)
  return encoding === 'base64' ? toBase64(bytes) : toBase64Url(bytes)
}

/** Web Crypto, for workerd, browsers and whatever else has no node:crypto: everything as promises. */
export const platform: Platform = {
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

  publicKey(algorithm, material): PublicKey {
    const form = signatureForms[algorithm]
    if (!(material instanceof Uint8Array)) return webKey(Promise.resolve(material as WebCryptoKey))
    const format = form.family === 'ed25519' && material.length === 32 ? 'raw' : 'spki'
    const imported = crypto.subtle.importKey(format, new Uint8Array(material), webAlgorithm(form), true, [
      'verify',
    ])
    return webKey(imported.then((key) => fitting(key, form), unreadable))
  },

  async verify(algorithm, key, parts, signature): Promise<boolean> {
    const content = joinedPieces(parts)
    const by = webAlgorithm(signatureForms[algorithm])
    return crypto.subtle.verify(by, await (key as WebKey).promise, new Uint8Array(signature), content)
  },

  equal(one, other): boolean {
    if (one.length !== other.length) return false
    let difference = 0
    for (let i = 0; i < one.length; i++) difference |= one.charCodeAt(i) ^ other.charCodeAt(i)
    return difference === 0
  },
}
