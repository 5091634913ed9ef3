import type { Encoding } from '../message/encoding.ts'

/** The hash functions that schemes sign with. */
export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** The name of a hash in Web Crypto. */
export function webHashName(hash: HashName): string {
  return hash.replace('sha', 'SHA-')
}

/** Bytes of a digest; RSA-PSS salts are as long, RFC 7518 section 3.5 and RFC 9421 section 3.3.1. */
export function digestBytes(hash: HashName): number {
  // SHA-2 says its bits in its names.
  return hash === 'sha1' ? 20 : Number(hash.slice(3)) / 8
}

/** The part of a Web Crypto key that is looked at here; TypeScript's libraries do not agree on its full type. */
export interface CryptoKeyLike {
  readonly type: string
  readonly extractable: boolean
  readonly algorithm: { readonly name: string }
  readonly usages: readonly string[]
}

/** A secret as it is given: text as the provider shows it, bytes, or a CryptoKey. */
export type SecretMaterial = string | Uint8Array | CryptoKeyLike

/**
 * How public keys are verified with. `rsa-…` is PKCS #1 v1.5, `rsa-pss-…` has a salt as long as the hash. Names after
 * the RFC 9421 registry, with the curve's and the hash's beyond it.
 */
export type SignatureAlgorithm =
  | 'ed25519'
  | 'ecdsa-p256-sha1'
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'ecdsa-p521-sha512'
  | 'rsa-sha1'
  | 'rsa-sha256'
  | 'rsa-sha384'
  | 'rsa-sha512'
  | 'rsa-pss-sha256'
  | 'rsa-pss-sha384'
  | 'rsa-pss-sha512'

/** What is hashed, signed or verified, piece after piece; text counts as its UTF-8 bytes. */
export type Pieces = readonly (string | Uint8Array)[]

/** An HMAC key as the platform holds it: a KeyObject under Node, a promise of a CryptoKey on the web. */
export type HmacKey = object

/** A public key as the platform holds it. */
export type PublicKey = object

/**
 * What keyed hashes need of the platform. Two implementations stand: `node.ts` answers at once, `web.ts` with promises;
 * everything above works with either.
 */
export interface HashPlatform {
  readonly synchronous: boolean
  hmacKey(hash: HashName, material: Uint8Array): HmacKey
  /** The HMAC of the pieces in the encoding's one canonical spelling. */
  hmac(hash: HashName, key: HmacKey, parts: Pieces, encoding: Encoding): string | Promise<string>
  /** The plain hash of the pieces in the encoding's one canonical spelling. */
  hash(hash: HashName, parts: Pieces, encoding: Encoding): string | Promise<string>
  /** Base64 of the MD5 of some bytes, where the platform has it; Web Crypto has not. */
  md5?(bytes: Uint8Array): string | undefined
  /** Whether two strings are equal, in time that depends on their length alone. */
  equal(one: string, other: string): boolean
}

/** What key pairs need of the platform. */
export interface KeyPairs {
  /**
   * A public key in SPKI DER, or the 32 raw bytes of an Ed25519 one. Throws, or makes `verify` reject, where it is
   * none or one of another algorithm.
   */
  publicKey(algorithm: SignatureAlgorithm, material: Uint8Array | CryptoKeyLike): PublicKey
  /** @param signature - of ECDSA, r and s in as many bytes as the curve has (IEEE P1363) */
  verify(
    algorithm: SignatureAlgorithm,
    key: PublicKey,
    parts: Pieces,
    signature: Uint8Array,
  ): boolean | Promise<boolean>
}

/** What the library needs of the platform. */
export interface Platform extends HashPlatform, KeyPairs {}
