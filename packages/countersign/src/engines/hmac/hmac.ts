import { hmacKeyMaterial } from '../../keys/shared-secret.ts'
import { fromHex } from '../../message/encoding.ts'
import { type HashName, type Platform, type SecretMaterial, webHashNames } from '../../platform/platform.ts'
import { defineScheme } from '../../scheme/define-scheme.ts'
import type { EventMap } from '../../scheme/facts.ts'
import type { HmacForm, ReadableKeyForm } from '../../scheme/hmac-options.ts'
import type { Proof } from '../../scheme/proof.ts'
import type { Scheme } from '../../scheme/scheme.ts'
import { signedFacts } from '../signed-facts.ts'
import { signatureCheck } from './check.ts'

/** As the public `hmac()`, with options that have been checked: the catalogue's are by its tests. */
export function hmac<Events extends EventMap = EventMap>(options: HmacForm): Scheme<Events> {
  const { hash, encoding, key = { encoding: 'utf8' } } = options
  const proof: Proof<object> = {
    ...signedFacts(options),
    kind: 'hmac',
    algorithm: `HMAC-${webHashNames[hash]}, ${encoding.name}`,
    keys: 'secret',
    hmac: { ...options, encoding: encoding.name },
    readKey: (secret, platform) => platform.hmacKey(hash, keyMaterial(secret, key, hash, platform)),
    check: signatureCheck(options, (platform, by, parts) => platform.hmac(hash, by, parts, encoding.of)),
  }
  return defineScheme<Events>(proof, options)
}

function keyMaterial(
  secret: SecretMaterial,
  form: ReadableKeyForm,
  hash: HashName,
  platform: Platform,
): Parameters<Platform['hmacKey']>[1] {
  const material = hmacKeyMaterial(secret, form, hash)
  if (form.hashed === undefined || !(material instanceof Uint8Array)) return material
  const hex = platform.hash(form.hashed, [material], 'hex')
  return typeof hex === 'string' ? bytesOfHex(hex) : hex.then(bytesOfHex)
}

function bytesOfHex(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0)
}
