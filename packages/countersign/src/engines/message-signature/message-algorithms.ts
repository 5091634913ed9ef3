import { decoded } from '../../message/encoding.ts'
import type { SecretMaterial, SignatureAlgorithm } from '../../platform/platform.ts'

/** The algorithms of RFC 9421 section 3.3, by the names of its registry. */
export const algorithms: Readonly<Record<string, SignatureAlgorithm | 'hmac'>> = {
  'hmac-sha256': 'hmac',
  ed25519: 'ed25519',
  'ecdsa-p256-sha256': 'ecdsa-p256-sha256',
  'ecdsa-p384-sha384': 'ecdsa-p384-sha384',
  'rsa-pss-sha512': 'rsa-pss-sha512',
  'rsa-v1_5-sha256': 'rsa-sha256',
}

/** Whether a text is a public key, or a private one: PEM, SPKI DER or 32 bytes in base64, of either alphabet, or hex. It must never pass for a shared secret, whoever knows it would sign. */
export function isKeyText(secret: SecretMaterial): boolean {
  if (typeof secret !== 'string') return false
  if (secret.startsWith('-----BEGIN ')) return true
  const bytes =
    decoded(secret.toLowerCase(), 'hex') ??
    decoded(secret, 'base64') ??
    decoded(secret.replace(/={0,2}$/, ''), 'base64url')
  return bytes !== undefined && (bytes.length === 32 || bytes[0] === 0x30)
}
