import { WebhookError } from '../errors/webhook-error.ts'
import { fromBase64, fromHex } from '../message/encoding.ts'
import type { CryptoKeyLike, SecretMaterial, SignatureAlgorithm } from '../platform/platform.ts'

/** An Ed25519 key has 32 bytes, and 44 in SPKI DER (RFC 8410). Others begin as every DER sequence does. */
function fits(bytes: Uint8Array, algorithm: SignatureAlgorithm): boolean {
  if (algorithm === 'ed25519') return bytes.length === 32 || bytes.length === 44
  return bytes[0] === 0x30
}

/** The bytes of a public key that is given as PEM, or as hex or base64 of SPKI DER or of 32 raw bytes. */
export function publicKeyBytes(
  secret: SecretMaterial,
  algorithm: SignatureAlgorithm,
  title: string,
): Uint8Array | CryptoKeyLike {
  if (typeof secret !== 'string') return secret
  const pem = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(secret)
  if (pem === null && secret !== secret.trim()) {
    throw new WebhookError('ERR_SECRET_MALFORMED', { detail: 'It has white space around it.' })
  }
  const text = pem?.[1]?.replaceAll(/\s/g, '') ?? secret.replace(/^whpk_/, '')
  const bytes = /^([0-9a-fA-F]{2}){32,}$/.test(text) ? fromHex(text) : fromBase64(text)
  if (bytes === undefined || !fits(bytes, algorithm)) {
    throw new WebhookError('ERR_SECRET_MALFORMED', {
      detail: `It is no ${title} public key in hex, base64 or PEM.`,
    })
  }
  return bytes
}
