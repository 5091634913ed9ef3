import { WebhookError } from '../../errors/webhook-error.ts'
import type { HeaderPlace, Place } from '../../message/place.ts'
import { Received } from '../../message/received.ts'
import { writeTimestamp } from '../../message/timestamp.ts'
import type { HmacKey } from '../../platform/platform.ts'
import type { HmacOptions } from '../../scheme/hmac-options.ts'
import type { Proof, SignedHeaders, SignedParts } from '../../scheme/proof.ts'
import { contentMaker } from '../signed-content.ts'

type Writer = (digests: readonly string[], stamp: string) => SignedHeaders

function allHeaders(places: readonly Place[]): places is readonly HeaderPlace[] {
  return places.every((place) => place.in === 'header')
}

/** How signatures are written into headers; `undefined` where they stand in the body or the URL. */
function writer(options: HmacOptions): { readonly write: Writer; readonly most: number } | undefined {
  const { signature, prefix = '', timestamp } = options
  if (!('in' in signature)) {
    if (!allHeaders(signature)) return undefined
    const write: Writer = (digests) =>
      Object.fromEntries(digests.map((digest, i) => [signature[i]?.spelling ?? '', prefix + digest]))
    return { write, most: signature.length }
  }
  if (signature.in === 'header')
    return { write: ([digest]) => ({ [signature.spelling]: prefix + digest }), most: 1 }
  if (signature.in === 'list') {
    const { at, tag, joiner, separator } = signature
    const write: Writer = (digests) => ({
      [at.spelling]: digests.map((digest) => tag + joiner + digest).join(separator),
    })
    return { write, most: Number.POSITIVE_INFINITY }
  }
  if (signature.in !== 'parameter') return undefined
  const { header, name, separator } = signature
  const stamped =
    timestamp?.at.in === 'parameter' && timestamp.at.header.name === header.name
      ? timestamp.at.name
      : undefined
  const write: Writer = (digests, stamp) => {
    const entries = digests.map((digest) => `${name}=${prefix}${digest}`)
    if (stamped !== undefined) entries.unshift(`${stamped}=${stamp}`)
    return { [header.spelling]: entries.join(separator) }
  }
  return { write, most: Number.POSITIVE_INFINITY }
}

/** The signing half of a scheme, or `undefined` where timestamp, id or signature stand elsewhere than in headers. */
export function hmacSign(options: HmacOptions): Proof<HmacKey>['sign'] {
  const { hash, encoding, timestamp, id, idWithout } = options
  const written = writer(options)
  if (written === undefined) return undefined
  if (timestamp !== undefined && timestamp.at.in !== 'header' && timestamp.at.in !== 'parameter')
    return undefined
  if (id !== undefined && id.in !== 'header') return undefined
  const content = contentMaker(options)
  return (outgoing, keys, platform) => {
    if (id !== undefined && idWithout !== undefined && outgoing.id.includes(idWithout)) {
      throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `The id holds ${JSON.stringify(idWithout)}.` })
    }
    const stamp = timestamp === undefined ? undefined : writeTimestamp(outgoing.now, timestamp.unit)
    const headers: SignedHeaders = {}
    if (id !== undefined) headers[id.spelling] = outgoing.id
    if (stamp !== undefined && timestamp?.at.in === 'header') headers[timestamp.at.spelling] = stamp
    const message = new Received(headers, outgoing.body, outgoing.method, outgoing.url)
    const parts = content(message, { timestamp: stamp, id: id === undefined ? undefined : outgoing.id })
    const digests = keys.slice(0, written.most).map((key) => platform.hmac(hash, key, parts, encoding))
    const finish = (all: readonly string[]): SignedParts => ({
      headers: Object.assign(headers, written.write(all, stamp ?? '')),
    })
    return digests.every((digest) => typeof digest === 'string')
      ? finish(digests)
      : Promise.all(digests).then(finish)
  }
}
