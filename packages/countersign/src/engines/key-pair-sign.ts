import { WebhookError } from '../errors/webhook-error.ts'
import { fromBase64, toBase64, toBase64Url, toHex } from '../message/encoding.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import { signatureForms, webAlgorithm } from '../platform/algorithms.ts'
import type { CryptoKeyLike, Pieces, SecretMaterial, SignatureAlgorithm } from '../platform/platform.ts'
import type { Proof } from '../scheme/proof.ts'
import type { PublicKeyOptions } from '../scheme/public-key-options.ts'
import { derFromFixed } from './ecdsa-der.ts'
import { signDraft } from './sign-draft.ts'

type WebCryptoKey = Parameters<typeof crypto.subtle.sign>[1]

/** RFC 8410 section 7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const ed25519Start = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]

function unreadable(): never {
  // Without the cause: messages of crypto libraries may quote the key.
  throw new WebhookError('ERR_SECRET_MALFORMED', {
    detail:
      'It is no private key of this algorithm: PEM with "BEGIN PRIVATE KEY" (PKCS #8), or whsk_ and base64.',
  })
}

function pkcs8(secret: string | Uint8Array): Uint8Array<ArrayBuffer> {
  if (secret instanceof Uint8Array) return new Uint8Array(secret)
  const pem = /^\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/.exec(secret)
  const bytes = fromBase64((pem?.[1] ?? secret.replace(/^whsk_/, '')).replaceAll(/\s/g, ''))
  if (bytes === undefined) unreadable()
  // Standard Webhooks writes Ed25519's seed and public key, or the seed alone; no key in PKCS #8 is as short as either.
  const raw = pem === null && (bytes.length === 32 || bytes.length === 64)
  return raw ? new Uint8Array([...ed25519Start, ...bytes.subarray(0, 32)]) : new Uint8Array(bytes)
}

/** A private key, held as Web Crypto holds it on every platform: signing this way is no hot path. */
export interface PrivateKey {
  readonly promise: Promise<WebCryptoKey>
}

/** Reads a private key; where it is none, signing rejects with ERR_SECRET_MALFORMED. */
export function readPrivateKey(secret: SecretMaterial, algorithm: SignatureAlgorithm): PrivateKey {
  const by = webAlgorithm(signatureForms[algorithm])
  const given = typeof secret === 'string' || secret instanceof Uint8Array
  const promise = given
    ? crypto.subtle.importKey('pkcs8', pkcs8(secret), by, false, ['sign']).catch(unreadable)
    : Promise.resolve(secret as CryptoKeyLike as WebCryptoKey)
  promise.catch(() => undefined)
  return { promise }
}

/** A signature over pieces; of ECDSA r and s in fixed length. */
export async function signedBytes(
  algorithm: SignatureAlgorithm,
  { promise }: PrivateKey,
  parts: Pieces,
): Promise<Uint8Array<ArrayBuffer>> {
  const by = webAlgorithm(signatureForms[algorithm])
  return new Uint8Array(await crypto.subtle.sign(by, await promise, joinedPieces(parts)))
}

/** The signing half of a scheme with a key pair, for whoever has its private key: tests, and senders of one's own. */
export function keyPairSign(options: PublicKeyOptions): Proof<unknown, PrivateKey>['sign'] {
  const { algorithm, encoding, ecdsa = 'der' } = options
  const form = signatureForms[algorithm]
  return signDraft(options, async (key: PrivateKey, parts: Pieces) => {
    const signed = await signedBytes(algorithm, key, parts)
    const bytes = form.family === 'ecdsa' && ecdsa === 'der' ? derFromFixed(signed) : signed
    if (encoding === 'hex') return toHex(bytes)
    return encoding === 'base64' ? toBase64(bytes) : toBase64Url(bytes)
  })
}
