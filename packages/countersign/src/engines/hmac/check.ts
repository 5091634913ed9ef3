import { refusal } from '../../errors/refusal.ts'
import type { HmacKey, Platform } from '../../platform/platform.ts'
import type { HmacOptions } from '../../scheme/hmac-options.ts'
import type { Proof } from '../../scheme/proof.ts'
import type { SignatureShape } from '../signature-shape.ts'
import { readSignatures } from '../signatures.ts'
import { contentMaker } from '../signed-content.ts'
import { readSignedValues } from '../signed-values.ts'

function matches(platform: Platform, digest: string, signatures: readonly string[]): boolean {
  let matched = false
  for (const signature of signatures) matched = platform.equal(digest, signature) || matched
  return matched
}

/** The check of a scheme: presence and shape of all it needs, then the signature. The clock is judged elsewhere. */
export function hmacCheck(options: HmacOptions, shape: SignatureShape): Proof<HmacKey>['check'] {
  const { hash, encoding, prefix = '' } = options
  const content = contentMaker(options)
  return (message, keys, { platform }) => {
    const signatures = readSignatures(message, options.signature, prefix, shape)
    const values = readSignedValues(message, options)
    const { signedAt, id } = values
    const parts = content(message, values)
    const digests: (string | Promise<string>)[] = []
    let awaited = false
    for (let key = 0; key < keys.length; key++) {
      const digest = platform.hmac(hash, keys[key] as HmacKey, parts, encoding)
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
}
