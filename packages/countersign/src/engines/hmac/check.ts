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
    const made = content(message, { timestamp: values.timestamp, id: values.id, platform })
    // No closures: one of each for every message took a quarter of the time beside the HMAC.
    return made instanceof Promise
      ? made.then((parts) => firstMatch(platform, keys, parts, signatures, values, encoding, mac))
      : firstMatch(platform, keys, made, signatures, values, encoding, mac)
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
  platform: Platform,
  keys: readonly HmacKey[],
  parts: Pieces,
  signatures: readonly string[],
  { signedAt, id }: SignedValues,
  encoding: Spelling,
  mac: Mac,
): Finding | Promise<Finding> {
  const digests: (string | Promise<string>)[] = []
  let awaited = false
  for (let key = 0; key < keys.length; key++) {
    const digest = mac(platform, keys[key] as HmacKey, parts)
    digests.push(digest)
    if (typeof digest !== 'string') awaited = true
    // Once one is awaited all are: left behind, it could fail where nobody hears it.
    else if (!awaited && isAmong(platform, digest, signatures, encoding)) return { key, signedAt, id }
  }
  if (!awaited) throw refusal('ERR_SIGNATURE_MISMATCH')
  return Promise.all(digests).then((all) => {
    const key = all.findIndex((digest) => isAmong(platform, digest, signatures, encoding))
    if (key < 0) throw refusal('ERR_SIGNATURE_MISMATCH')
    return { key, signedAt, id }
  })
}
