import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  createSecretKey,
  KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { leastRsaBits, type SignatureForm, signatureForms } from './algorithms.ts'
import { keyBytes } from './key-bytes.ts'
import { oneShotHmac, oneShotWorks, type Pads, padsOf } from './one-shot.ts'
import { digestBytes, type HashName, type HmacKey, type Platform, type PublicKey } from './platform.ts'
import { platform as web } from './web.ts'
import { webKeyPairs } from './web-key-pairs.ts'

/** The twelve bytes that say "Ed25519 public key" before the 32 of the key, RFC 8410 section 4. */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex')

// Two standing buffers for each length: writing into them costs a third of making two new ones (measured:
// 612,000 compares a second against 554,000, HMAC included). Nothing is awaited between writing and comparing.
const scratch: ({ readonly one: Buffer; readonly other: Buffer } | undefined)[] = []

interface NodeKey {
  readonly material: Uint8Array
  /** For short contents, where the runtime has what it takes. */
  readonly pads: Pads | null
  /** Made for the first content that needs it: of tens of thousands of keys most have short ones alone. */
  key: KeyObject | null
}

function fits(key: KeyObject, { family, curve }: SignatureForm): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (family === 'ed25519') return type === 'ed25519'
  if (family === 'ecdsa') return type === 'ec' && details?.namedCurve === curve?.[0]
  return type === 'rsa' && (details?.modulusLength ?? 0) >= leastRsaBits
}

/** node:crypto, for Node, Bun and Deno: everything at once, but for a CryptoKey, which only Web Crypto takes. */
export const platform: Platform = {
  synchronous: true,

  hmacKey(hash: HashName, material: Uint8Array): HmacKey {
    const own = Uint8Array.from(keyBytes(material))
    return { material: own, pads: oneShotWorks ? padsOf(hash, own) : null, key: null } satisfies NodeKey
  },

  hmac(hash, given, parts, encoding): string | Promise<string> {
    if ('promise' in given) return web.hmac(hash, given, parts, encoding)
    const own = given as NodeKey
    if (own.pads?.hash === hash) {
      const digest = oneShotHmac(own.pads, parts, encoding)
      if (digest !== undefined) return digest
    }
    // A KeyObject is parsed once; with a Buffer each HMAC does it again (5 times slower, cold).
    own.key ??= createSecretKey(own.material)
    const hmac = createHmac(hash, own.key)
    for (let i = 0; i < parts.length; i++) hmac.update(parts[i] as string | Uint8Array)
    return hmac.digest(encoding)
  },

  hash(hash, parts, encoding): string {
    const digest = createHash(hash)
    for (const part of parts) digest.update(part)
    return digest.digest(encoding)
  },

  md5(bytes): string | undefined {
    try {
      return createHash('md5').update(bytes).digest('base64')
    } catch {
      // OpenSSL in its FIPS mode has none.
      return undefined
    }
  },

  publicKey(algorithm, material): PublicKey {
    if (!(material instanceof Uint8Array)) return webKeyPairs.publicKey(algorithm, material)
    const form = signatureForms[algorithm]
    const raw = form.family === 'ed25519' && material.length === 32
    const der = raw ? Buffer.concat([ed25519Prefix, material]) : Buffer.from(material)
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    if (!fits(key, form)) throw new TypeError('a key of another algorithm')
    return key
  },

  verify(algorithm, key, parts, signature): boolean | Promise<boolean> {
    if (!(key instanceof KeyObject)) return webKeyPairs.verify(algorithm, key, parts, signature)
    const { family, hash } = signatureForms[algorithm]
    const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
    if (family === 'ed25519') return verify(null, content, key, signature)
    if (family === 'ecdsa') return verify(hash, content, { key, dsaEncoding: 'ieee-p1363' }, signature)
    if (family === 'rsa') return verify(hash, content, key, signature)
    const padding = constants.RSA_PKCS1_PSS_PADDING
    return verify(hash, content, { key, padding, saltLength: digestBytes(hash) }, signature)
  },

  equal(one, other): boolean {
    const length = one.length
    if (length !== other.length) return false
    // UTF-16, a string's own form: in Latin-1 an Ł would be written as an A.
    if (length > 256) return timingSafeEqual(Buffer.from(one, 'utf16le'), Buffer.from(other, 'utf16le'))
    scratch[length] ??= { one: Buffer.alloc(2 * length), other: Buffer.alloc(2 * length) }
    const pair = scratch[length]
    pair.one.write(one, 'utf16le')
    pair.other.write(other, 'utf16le')
    return timingSafeEqual(pair.one, pair.other)
  },
}
