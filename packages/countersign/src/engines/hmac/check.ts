import { refusal } from '../../errors/refusal.ts'
import type { Spelling } from '../../message/spelling.ts'
import { digestBytes, type HmacKey, type Pieces, type Platform } from '../../platform/platform.ts'
import type { HmacForm } from '../../scheme/hmac-options.ts'
import type { Finding, Proof } from '../../scheme/proof.ts'
import { readSignatures } from '../signatures.ts'
import { contentMaker } from '../signed-content.ts'
import { readSignedValues, type SignedValues } from '../signed-values.ts'

/** How a digest is made with a key over pieces, in the encoding that the spelling is one of. */
export type Mac = (platform: Platform, key: HmacKey, parts: Pieces) => string | Promise<string>

/** The check of a scheme: presence and shape of all it needs, then the signature. The clock is judged elsewhere. */
export function signatureCheck(options: HmacForm, mac: Mac): Proof<HmacKey>['check'] {
  const { encoding, hash, prefix = '', signature } = options
  const shape = encoding.shape(digestBytes[hash])
  const content = contentMaker(options)
  return (message, keys, { platform }) => {
    const signatures = readSignatures(message, signature, prefix, shape)
    const values = readSignedValues(message, options)
    const matches = (digest: string): boolean => isAmong(platform, digest, signatures, encoding)
    const compared = (parts: Pieces): Finding | Promise<Finding> =>
      firstMatch(keys.length, (key) => mac(platform, keys[key] as HmacKey, parts), matches, values)
    const made = content(message, { timestamp: values.timestamp, id: values.id, platform })
    return made instanceof Promise ? made.then(compared) : compared(made)
  }
}

function isAmong(
  platform: Platform,
  digest: string,
  signatures: readonly string[],
  { respelled }: Spelling,
): boolean {
  const wanted = respelled === undefined ? digest : respelled(digest)
  let found = false
  for (const signature of signatures) found = platform.equal(wanted, signature) || found
  return found
}

function firstMatch(
  count: number,
  digestOf: (key: number) => string | Promise<string>,
  matches: (digest: string) => boolean,
  { signedAt, id }: SignedValues,
): Finding | Promise<Finding> {
  const digests: (string | Promise<string>)[] = []
  let awaited = false
  for (let key = 0; key < count; key++) {
    const digest = digestOf(key)
    digests.push(digest)
    if (typeof digest !== 'string') awaited = true
    // Once one is awaited all are: left behind, it could fail where nobody hears it.
    else if (!awaited && matches(digest)) return { key, signedAt, id }
  }
  const judge = (all: readonly string[]): Finding => {
    const key = all.findIndex(matches)
    if (key < 0) throw refusal('ERR_SIGNATURE_MISMATCH')
    return { key, signedAt, id }
  }
  return awaited ? Promise.all(digests).then(judge) : judge([])
}
