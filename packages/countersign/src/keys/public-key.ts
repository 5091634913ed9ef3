import { WebhookError } from '../errors/webhook-error.ts'
import { fitsCryptoKey, signatureForms } from '../platform/algorithms.ts'
import type { Platform, PublicKey, SecretMaterial, SignatureAlgorithm } from '../platform/platform.ts'
import { certificateIn } from './certificate.ts'
import { publicKeyBytes } from './spki.ts'

/** A public key as the platform holds it, of a key or of a certificate. Throws ERR_SECRET_MALFORMED. */
export function readPublicKey(
  secret: SecretMaterial,
  algorithm: SignatureAlgorithm,
  platform: Platform,
): PublicKey {
  const form = signatureForms[algorithm]
  const certificate = typeof secret === 'string' ? certificateIn(secret) : undefined
  const material = certificate?.spki ?? publicKeyBytes(secret, algorithm, form.title)
  if (!(material instanceof Uint8Array) && !fitsCryptoKey(material, form)) {
    throw new WebhookError('ERR_SECRET_MALFORMED', {
      detail: `The CryptoKey is not for ${form.title} and the usage "verify".`,
    })
  }
  return platform.publicKey(algorithm, material)
}
