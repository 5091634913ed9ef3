import { fault } from '../errors/fault.ts'
import { utf8 } from '../message/encoding.ts'
import { keyBytes } from '../platform/key-bytes.ts'
import type { HashName, HashPlatform, HmacKey, SecretMaterial } from '../platform/platform.ts'
import type { ReadableKeyForm } from '../scheme/hmac-options.ts'
import { cryptoKey } from './crypto-key.ts'

/**
 * The bytes of a shared secret. Bytes are taken as they are; text must be clean: white space around it is a
 * mistake of copying, and would make every signature wrong without a word.
 */
export function hmacKeyMaterial(secret: SecretMaterial, form: ReadableKeyForm): Uint8Array {
  if (secret instanceof Uint8Array) return keyBytes(secret)
  if (typeof secret !== 'string') throw fault('ERR_SECRET_MALFORMED', 'secret-type')
  const clean = secret.trim()
  if (clean === '') throw fault('ERR_SECRET_EMPTY', 'only-space')
  if (clean !== secret) throw fault('ERR_SECRET_MALFORMED', 'white-space')
  // What can be no shared secret.
  if (/^(-----BEGIN |whpk_|whsk_)/.test(secret)) throw fault('ERR_SECRET_MALFORMED', 'wrong-kind')
  const { prefix = '', change } = form
  const bare = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  const text = change === undefined ? bare : change(bare)
  // Where whsec_ is no prefix, it is half a copy all the same.
  if (text === '' || secret === 'whsec_') throw fault('ERR_SECRET_EMPTY', 'prefix-alone')
  const bytes = 'decode' in form ? form.decode(text) : utf8(text)
  if (bytes === undefined) throw fault('ERR_SECRET_MALFORMED', `not-${form.encoding}`)
  return keyBytes(bytes)
}

/** A shared secret as the key of an HMAC. */
export function hmacKeyOf(
  secret: SecretMaterial,
  form: ReadableKeyForm,
  hash: HashName,
  platform: HashPlatform,
): HmacKey {
  if (typeof secret === 'object' && !(secret instanceof Uint8Array)) return cryptoKey(hash, secret)
  const material = hmacKeyMaterial(secret, form)
  return 'derive' in form ? form.derive(hash, material, platform) : platform.hmacKey(hash, material)
}
