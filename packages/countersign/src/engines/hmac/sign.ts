import { secret as marker } from '../../content/secret.ts'
import type { HmacKey } from '../../platform/platform.ts'
import { type HmacForm, optionsOf } from '../../scheme/hmac-options.ts'
import type { Proof } from '../../scheme/proof.ts'
import { signDraft } from '../sign-draft.ts'

/** The signing half of a scheme, or `undefined` where its signature stands in what it signs. */
export function hmacSign(form: HmacForm, kind: Proof['kind']): Proof<HmacKey>['sign'] {
  const { hash, encoding } = form
  const { of, respelled = (text) => text } = encoding
  return signDraft(optionsOf(form), (key: HmacKey, parts, platform) => {
    const digest =
      kind === 'prefix-hash'
        ? platform.hash(
            hash,
            parts.map((part) => (part === marker ? (key as Uint8Array) : part)),
            of,
          )
        : platform.hmac(hash, key, parts, of)
    return typeof digest === 'string' ? respelled(digest) : digest.then(respelled)
  })
}
