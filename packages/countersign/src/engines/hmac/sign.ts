import { secret as marker } from '../../content/secret.ts'
import { WebhookError } from '../../errors/webhook-error.ts'
import { encodingOf, respelled } from '../../message/encoding.ts'
import { writeTimestamp } from '../../message/timestamp.ts'
import type { HmacKey, Pieces } from '../../platform/platform.ts'
import type { HmacOptions } from '../../scheme/hmac-options.ts'
import { textOf } from '../../scheme/param-text.ts'
import type { Eventually, Proof, SignedParts } from '../../scheme/proof.ts'
import { Draft } from '../draft.ts'
import { contentMaker } from '../signed-content.ts'

type Signature = HmacOptions['signature']

/** The most signatures that the scheme writes at once. */
function mostSignatures(signature: Signature): number {
  if (!('in' in signature)) return signature.length
  return ['list', 'parameter', 'found'].includes(signature.in) ? Number.POSITIVE_INFINITY : 1
}

/** Whether the signature stands in what it signs: then nobody can write it. */
function signsItself({ signature, content, covers }: HmacOptions): boolean {
  const places = 'in' in signature ? [signature.in === 'list' ? signature.at : signature] : signature
  const covered =
    covers === 'body' ||
    content === undefined ||
    (typeof content !== 'function' &&
      content.some((part) => typeof part === 'object' && 'part' in part && part.part === 'body'))
  return covered && places.some((place) => place.in === 'json' || place.in === 'form')
}

function writeSignatures(draft: Draft, options: HmacOptions, digests: readonly string[]): void {
  const { signature } = options
  const message = draft.message()
  const signed = digests.map((digest) => textOf(options.prefix ?? '', message) + digest)
  if (!('in' in signature)) {
    signed.forEach((text, i) => {
      const place = signature[i]
      if (place !== undefined) draft.write(place, text)
    })
  } else if (signature.in === 'list') {
    const start = textOf(signature.tag, message) + signature.joiner
    draft.write(signature.at, signed.map((text) => start + text).join(signature.separator))
  } else for (const text of signed) draft.write(signature, text)
}

/** The signing half of a scheme, or `undefined` where its signature stands in what it signs. */
export function hmacSign(options: HmacOptions, kind: Proof['kind']): Proof<HmacKey>['sign'] {
  const { hash, encoding, timestamp, id, idWithout, signature } = options
  if (signsItself(options)) return undefined
  const content = contentMaker(options)
  const most = mostSignatures(signature)
  return (outgoing, keys, platform) => {
    if (id !== undefined && idWithout !== undefined && outgoing.id.includes(idWithout)) {
      throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `The id holds ${JSON.stringify(idWithout)}.` })
    }
    const draft = new Draft(outgoing)
    const stamp = timestamp === undefined ? undefined : writeTimestamp(outgoing.now, timestamp.unit)
    if (id !== undefined) draft.write(id, outgoing.id)
    if (timestamp !== undefined && stamp !== undefined) draft.write(timestamp.at, stamp)
    const values = { timestamp: stamp, id: id === undefined ? undefined : outgoing.id, platform }
    const finish = (digests: readonly string[]): SignedParts => {
      writeSignatures(
        draft,
        options,
        digests.map((digest) => respelled(digest, encoding)),
      )
      return draft.parts()
    }
    const digest = (parts: Pieces): Eventually<SignedParts> => {
      const digests = keys.slice(0, most).map((key) =>
        kind === 'prefix-hash'
          ? platform.hash(
              hash,
              parts.map((part) => (part === marker ? (key as Uint8Array) : part)),
              encodingOf(encoding),
            )
          : platform.hmac(hash, key, parts, encodingOf(encoding)),
      )
      return digests.every((one) => typeof one === 'string')
        ? finish(digests)
        : Promise.all(digests).then(finish)
    }
    const made = content(draft.message(), values)
    return made instanceof Promise ? made.then(digest) : digest(made)
  }
}
