import type { SignatureAlgorithm } from '../platform/platform.ts'

/** The algorithms of RFC 7518 section 3.1 and RFC 8037 that schemes name; `none` is none of them. */
export type JwsAlgorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'

/** What an algorithm is: a keyed hash, or a signature by a key pair. */
export type JwsForm =
  | { readonly hash: 'sha256' | 'sha384' | 'sha512' }
  | { readonly algorithm: SignatureAlgorithm }

export const jwsForms: Readonly<Record<JwsAlgorithm, JwsForm>> = {
  HS256: { hash: 'sha256' },
  HS384: { hash: 'sha384' },
  HS512: { hash: 'sha512' },
  RS256: { algorithm: 'rsa-sha256' },
  RS384: { algorithm: 'rsa-sha384' },
  RS512: { algorithm: 'rsa-sha512' },
  PS256: { algorithm: 'rsa-pss-sha256' },
  ES256: { algorithm: 'ecdsa-p256-sha256' },
  ES384: { algorithm: 'ecdsa-p384-sha384' },
  ES512: { algorithm: 'ecdsa-p521-sha512' },
  EdDSA: { algorithm: 'ed25519' },
}
