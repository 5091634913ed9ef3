/** The hash functions that schemes sign with. */
export type HashName = 'sha1' | 'sha256' | 'sha512'

/** Their names in Web Crypto. */
export const webHashNames: Readonly<Record<HashName, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
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

/** How a digest is written. */
export type Encoding = 'hex' | 'base64' | 'base64url'

/** An HMAC key as the platform holds it: a KeyObject under Node, a promise of a CryptoKey on the web. */
export type HmacKey = object

/** A public key as the platform holds it. */
export type PublicKey = object

/**
 * What the library needs of the platform. Two implementations stand: `hmac.node.ts` answers at once,
 * `hmac.web.ts` with promises; everything above works with either.
 */
export interface Platform {
  readonly synchronous: boolean
  hmacKey(hash: HashName, material: Uint8Array | CryptoKeyLike): HmacKey
  /** The HMAC of the parts, one after the other, in the encoding's one canonical spelling. */
  hmac(
    hash: HashName,
    key: HmacKey,
    parts: readonly (string | Uint8Array)[],
    encoding: Encoding,
  ): string | Promise<string>
  /** SHA-256 in lower-case hex. */
  sha256(bytes: Uint8Array): string | Promise<string>
  /** A raw 32-byte Ed25519 public key or one in SPKI DER. */
  ed25519Key(material: Uint8Array | CryptoKeyLike): PublicKey
  ed25519Verify(
    key: PublicKey,
    parts: readonly (string | Uint8Array)[],
    signature: Uint8Array,
  ): boolean | Promise<boolean>
  /** Whether two strings are equal, in time that depends on their length alone. */
  equal(one: string, other: string): boolean
}
