import { refusal } from '../../errors/refusal.ts'
import { encodingOf, respelled } from '../../message/encoding.ts'
import type { HmacKey, Pieces, Platform } from '../../platform/platform.ts'
import type { HmacOptions } from '../../scheme/hmac-options.ts'
import type { Finding, Proof } from '../../scheme/proof.ts'
import type { SignatureShape } from '../signature-shape.ts'
import { readSignatures } from '../signatures.ts'
import { contentMaker } from '../signed-content.ts'
import { readSignedValues, type SignedValues } from '../signed-values.ts'

function matches(platform: Platform, digest: string, signatures: readonly string[]): boolean {
  let matched = false
  for (const signature of signatures) matched = platform.equal(digest, signature) || matched
  return matched
}

/** How a digest is made with a key over pieces, in the encoding that the options' spelling is one of. */
export type Mac = (platform: Platform, key: HmacKey, parts: Pieces) => string | Promise<string>

/** The check of a scheme: presence and shape of all it needs, then the signature. The clock is judged elsewhere. */
export function signatureCheck(
  options: HmacOptions,
  shape: SignatureShape,
  mac: Mac,
): Proof<HmacKey>['check'] {
  const { encoding, prefix = '' } = options
  const content = contentMaker(options)
  // Most write a digest as it comes; the others in another spelling of it.
  const plain = encodingOf(encoding) === encoding
  const digestOf: Mac = plain
    ? mac
    : (platform, key, parts) => {
        const digest = mac(platform, key, parts)
        return typeof digest === 'string'
          ? respelled(digest, encoding)
          : digest.then((text) => respelled(text, encoding))
      }
  return (message, keys, { platform }) => {
    const signatures = readSignatures(message, options.signature, prefix, shape)
    const values = readSignedValues(message, options)
    const made = content(message, { timestamp: values.timestamp, id: values.id, platform })
    return made instanceof Promise
      ? made.then((parts) => compared(platform, keys, parts, signatures, values, digestOf))
      : compared(platform, keys, made, signatures, values, digestOf)
  }
}

function compared(
  platform: Platform,
  keys: readonly HmacKey[],
  parts: Pieces,
  signatures: readonly string[],
  { signedAt, id }: SignedValues,
  mac: Mac,
): Finding | Promise<Finding> {
  const digests: (string | Promise<string>)[] = []
  let awaited = false
  for (let key = 0; key < keys.length; key++) {
    const digest = mac(platform, keys[key] as HmacKey, parts)
    digests.push(digest)
    if (typeof digest !== 'string') {
      awaited = true
      // Another key may match first; then nobody awaits this one.
      digest.catch(() => undefined)
    } else if (matches(platform, digest, signatures)) return { key, signedAt, id }
  }
  if (!awaited) throw refusal('ERR_SIGNATURE_MISMATCH')
  return Promise.all(digests).then((all) => {
    const key = all.findIndex((digest) => matches(platform, digest, signatures))
    if (key < 0) throw refusal('ERR_SIGNATURE_MISMATCH')
    return { key, signedAt, id }
  })
}
