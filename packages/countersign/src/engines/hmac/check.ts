import type { ErrorCode } from '../../errors/error-codes.ts'
import { refusal } from '../../errors/refusal.ts'
import { findAll } from '../../message/find.ts'
import type { Message } from '../../message/message.ts'
import { looked, type Place } from '../../message/place.ts'
import { readTimestamp } from '../../message/timestamp.ts'
import type { HmacKey, Platform } from '../../platform/platform.ts'
import type { HmacOptions } from '../../scheme/hmac-options.ts'
import type { CheckContext, Finding } from '../../scheme/proof.ts'
import { contentMaker } from '../signed-content.ts'
import type { DigestShape } from './digest-shape.ts'
import { readSignatures } from './signatures.ts'

/** The one value of a place: absent is missing, doubled or not well written is malformed. */
function single(message: Message, place: Place, missing: ErrorCode, malformed: ErrorCode): string {
  const values = findAll(message, place)
  const [value] = values ?? []
  if (values?.length === 0) throw refusal(missing, looked(place))
  if (value === undefined || values?.length !== 1) throw refusal(malformed, looked(place))
  return value
}

function matches(platform: Platform, digest: string, signatures: readonly string[]): boolean {
  let matched = false
  for (const signature of signatures) matched = platform.equal(digest, signature) || matched
  return matched
}

type Check = (message: Message, keys: readonly HmacKey[], context: CheckContext) => Finding | Promise<Finding>

/** The check of a scheme: presence and shape of all it needs, then the signature. The clock is judged elsewhere. */
export function hmacCheck(options: HmacOptions, shape: DigestShape): Check {
  const { hash, encoding, timestamp, idWithout, prefix = '' } = options
  const content = contentMaker(options)
  return (message, keys, { platform }) => {
    const signatures = readSignatures(message, options.signature, prefix, shape)
    let stamp: string | undefined
    let signedAt: number | undefined
    if (timestamp !== undefined) {
      stamp = single(message, timestamp.at, 'ERR_TIMESTAMP_MISSING', 'ERR_TIMESTAMP_MALFORMED')
      signedAt = readTimestamp(stamp, timestamp.unit)
      if (signedAt === undefined) throw refusal('ERR_TIMESTAMP_MALFORMED')
    }
    const id =
      options.id === undefined ? undefined : single(message, options.id, 'ERR_ID_MISSING', 'ERR_ID_MALFORMED')
    if (id === '') throw refusal('ERR_ID_MISSING')
    if (id !== undefined && idWithout !== undefined && id.includes(idWithout)) {
      throw refusal('ERR_ID_MALFORMED', `It holds ${JSON.stringify(idWithout)}.`)
    }
    const parts = content(message, { timestamp: stamp, id })
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
