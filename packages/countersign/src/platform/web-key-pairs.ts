import { WebhookError } from '../errors/webhook-error.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import { fitsCryptoKey, type SignatureForm, signatureForms, webAlgorithm } from './algorithms.ts'
import type { KeyPairs, PublicKey } from './platform.ts'
import { type WebCryptoKey, type WebKey, webKey } from './web-key.ts'

function unreadable(): never {
  // Without the cause: messages of crypto libraries may quote the key.
  throw new WebhookError('ERR_SECRET_MALFORMED', { detail: 'It is no public key of this algorithm.' })
}

function fitting(key: WebCryptoKey, form: SignatureForm): WebCryptoKey {
  return fitsCryptoKey(key, form) ? key : unreadable()
}

/** Public keys with Web Crypto. */
export const webKeyPairs: KeyPairs = {
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
}
