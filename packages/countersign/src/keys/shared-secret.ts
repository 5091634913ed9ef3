import { fault } from '../errors/fault.ts'
import type { WebhookError } from '../errors/webhook-error.ts'
import { utf8 } from '../message/encoding.ts'
import { keyBytes } from '../platform/key-bytes.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import { type CryptoKeyLike, type HashName, webHashName } from '../platform/platform.ts'
import type { ReadableKeyForm } from '../scheme/hmac-options.ts'

function malformed(detail: string): WebhookError {
  return fault('ERR_SECRET_MALFORMED', detail)
}

function empty(detail: string): WebhookError {
  return fault('ERR_SECRET_EMPTY', detail)
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
    if (algorithm.length === 0) throw empty('zero-bytes')
    const wanted = webHashName(hash)
    if (algorithm.name === 'HMAC' && algorithm.hash?.name === wanted && secret.usages.includes('sign'))
      return secret
    throw malformed(`crypto-key ${wanted}`)
  }
  const clean = secret.trim()
  if (clean === '') throw empty('only-space')
  if (clean !== secret) throw malformed('white-space')
  // What can be no shared secret.
  if (/^(-----BEGIN |whpk_|whsk_)/.test(secret)) throw malformed('wrong-kind')
  const { prefix = '', change } = form
  const bare = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  const text = change === undefined ? bare : change(bare)
  // Where whsec_ is no prefix, it is half a copy all the same.
  if (text === '' || secret === 'whsec_') throw empty('prefix-alone')
  const bytes = 'decode' in form ? form.decode(text) : utf8(text)
  if (bytes === undefined) throw malformed(`not-${form.encoding}`)
  return keyBytes(bytes)
}
