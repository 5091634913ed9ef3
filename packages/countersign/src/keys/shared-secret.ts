import { WebhookError } from '../errors/webhook-error.ts'
import { utf8 } from '../message/encoding.ts'
import { keyBytes } from '../platform/key-bytes.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import { type CryptoKeyLike, type HashName, webHashNames } from '../platform/platform.ts'
import type { ReadableKeyForm } from '../scheme/hmac-options.ts'

function malformed(detail: string, hint?: string): WebhookError {
  return new WebhookError('ERR_SECRET_MALFORMED', hint === undefined ? { detail } : { detail, hint })
}

/** What a text is that can be no shared secret, in words; `undefined` where it may be one. */
function wrongKind(text: string): string | undefined {
  if (text.startsWith('-----BEGIN ')) return 'It is a PEM key or certificate'
  if (text.startsWith('whpk_')) return 'It is a public key (whpk_)'
  if (text.startsWith('whsk_')) return 'It is a private signing key (whsk_)'
  return undefined
}

/**
 * The bytes of a shared secret. Bytes are taken as they are; text must be clean: white space around it is a
 * mistake of copying, and would make every signature wrong without a word.
 */
export function hmacKeyMaterial(
  secret: SecretMaterial,
  form: ReadableKeyForm,
  hash: HashName,
): Uint8Array | CryptoKeyLike {
  if (secret instanceof Uint8Array) return keyBytes(secret)
  if (typeof secret !== 'string') {
    const algorithm = secret.algorithm as { name: string; hash?: { name: string }; length?: number }
    if (algorithm.length === 0)
      throw new WebhookError('ERR_SECRET_EMPTY', { detail: 'The CryptoKey is empty.' })
    if (
      algorithm.name !== 'HMAC' ||
      algorithm.hash?.name !== webHashNames[hash] ||
      !secret.usages.includes('sign')
    ) {
      throw malformed(`The CryptoKey is not for HMAC with ${webHashNames[hash]} and the usage "sign".`)
    }
    return secret
  }
  if (secret.trim() === '')
    throw new WebhookError('ERR_SECRET_EMPTY', { detail: 'It is nothing but white space.' })
  if (secret !== secret.trim()) {
    throw malformed(
      'It has white space around it.',
      'Remove the space or line end; where it belongs to the secret, give the exact bytes in place of text.',
    )
  }
  const kind = wrongKind(secret)
  if (kind !== undefined) throw malformed(`${kind}, and this scheme wants a shared secret.`)
  // Where it is no prefix, it is half a copy all the same.
  if (secret === 'whsec_') throw new WebhookError('ERR_SECRET_EMPTY', { detail: 'It is whsec_ alone.' })
  const { prefix, change } = form
  const bare = prefix !== undefined && secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  const text = change === undefined ? bare : change(bare)
  if (text === '')
    throw new WebhookError('ERR_SECRET_EMPTY', { detail: `It is ${prefix ?? 'nothing'} alone.` })
  const bytes = 'decode' in form ? form.decode(text) : utf8(text)
  if (bytes === undefined)
    throw malformed(`It is not ${form.encoding === 'base64' ? 'standard base64, padded' : 'hex'}.`)
  return keyBytes(bytes)
}
