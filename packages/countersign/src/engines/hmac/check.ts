import type { Spelling } from '../../message/spelling.ts'
import { digestBytes, type HmacKey, type Pieces, type Platform } from '../../platform/platform.ts'
import { type Eventually, isLater } from '../../scheme/eventually.ts'
import type { HmacForm } from '../../scheme/hmac-options.ts'
import type { Finding, Proof } from '../../scheme/proof.ts'
import { bodyAlone } from '../body-alone.ts'
import { readSignatures } from '../signatures.ts'

/** How a digest is made with a key over pieces, in the encoding that the spelling is one of. */
export type Mac = (platform: Platform, key: HmacKey, parts: Pieces) => Eventually<string>

/** The check of a scheme: presence and shape of all it needs, then the signature. The clock is judged elsewhere. */
export function signatureCheck(options: HmacForm, mac: Mac): Proof<HmacKey>['check'] {
  const { encoding, hash, prefix = '', signature, timestamp, idWithout, content = bodyAlone } = options
  const shape = encoding.shape(digestBytes(hash))
  return (message, keys, { platform }) => {
    const signatures = readSignatures(message, signature, prefix, shape)
    const stamp = timestamp?.take(message)
    const id = options.id?.take(message, idWithout)
    const made = content(message, { timestamp: stamp?.text, id, platform })
    // No closures: one of each for every message took a quarter of the time beside the HMAC.
    return isLater(made)
      ? made.then((parts) => firstMatch(platform, keys, parts, signatures, stamp?.ms, id, encoding, mac))
      : firstMatch(platform, keys, made, signatures, stamp?.ms, id, encoding, mac)
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

/** One key after the other, from one on: most messages are signed with the first. Null where none matches. */
function firstMatch(
  platform: Platform,
  keys: readonly HmacKey[],
  parts: Pieces,
  signatures: readonly string[],
  signedAt: number | undefined,
  id: string | undefined,
  encoding: Spelling,
  mac: Mac,
  from = 0,
): Eventually<Finding | null> {
  for (let key = from; key < keys.length; key++) {
    const digest = mac(platform, keys[key] as HmacKey, parts)
    if (typeof digest !== 'string')
      return digest.then((text) =>
        isAmong(platform, text, signatures, encoding)
          ? { key, signedAt, id }
          : firstMatch(platform, keys, parts, signatures, signedAt, id, encoding, mac, key + 1),
      )
    if (isAmong(platform, digest, signatures, encoding)) return { key, signedAt, id }
  }
  return null
}
