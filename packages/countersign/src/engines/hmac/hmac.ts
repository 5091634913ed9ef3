import { hmacKeyMaterial } from '../../keys/shared-secret.ts'
import { encodingOf, fromHex } from '../../message/encoding.ts'
import { digestBytes } from '../../platform/algorithms.ts'
import { type HashName, type Platform, type SecretMaterial, webHashNames } from '../../platform/platform.ts'
import { defineScheme } from '../../scheme/define-scheme.ts'
import type { EventMap } from '../../scheme/facts.ts'
import type { HmacOptions, KeyForm } from '../../scheme/hmac-options.ts'
import type { Proof } from '../../scheme/proof.ts'
import type { Scheme } from '../../scheme/scheme.ts'
import { fixedShape } from '../signature-shape.ts'
import { signedFacts } from '../signed-facts.ts'
import { signatureCheck } from './check.ts'

/**
 * A scheme signed with a keyed hash: how most providers sign, and how one of your own may.
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the options contradict each other
 *
 * @example
 * const acme = hmac({
 *   name: 'acme',
 *   hash: 'sha256',
 *   encoding: 'hex',
 *   signature: header('X-Acme-Signature'),
 *   content: [timestamp, '.', body],
 *   timestamp: { at: header('X-Acme-Timestamp'), unit: 'seconds' },
 * })
 */
export function hmac<Events extends EventMap = EventMap>(options: HmacOptions): Scheme<Events> {
  const { hash, encoding, key = { encoding: 'utf8' } } = options
  const proof: Proof<object> = {
    ...signedFacts('hmac()', options),
    kind: 'hmac',
    algorithm: `HMAC-${webHashNames[hash]}, ${encoding}`,
    keys: 'secret',
    hmac: options,
    readKey: (secret, platform) => platform.hmacKey(hash, keyMaterial(secret, key, hash, platform)),
    check: signatureCheck(options, fixedShape(digestBytes[hash], encoding), (platform, by, parts) =>
      platform.hmac(hash, by, parts, encodingOf(encoding)),
    ),
  }
  return defineScheme<Events>(proof, options)
}

function keyMaterial(
  secret: SecretMaterial,
  form: KeyForm,
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
