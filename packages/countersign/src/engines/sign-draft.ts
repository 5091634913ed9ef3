import { WebhookError } from '../errors/webhook-error.ts'
import { writeTimestamp } from '../message/dates.ts'
import type { Pieces, Platform } from '../platform/platform.ts'
import { body } from '../scheme/content.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import { textOf } from '../scheme/param-text.ts'
import type { Outgoing, SignedParts } from '../scheme/proof.ts'
import type { SignedOptions } from '../scheme/signed-options.ts'
import { Draft } from './draft.ts'
import { contentOf } from './signed-content.ts'

type Signature = SignedOptions['signature']

/** One signature over the pieces as the scheme writes it, without prefix. */
type SignOne<Key> = (key: Key, parts: Pieces, platform: Platform) => Eventually<string>

/** The most signatures that the scheme writes at once. */
function mostSignatures(signature: Signature): number {
  if (!('in' in signature)) return signature.length
  const { write } = signature.in === 'found' ? signature : {}
  const several = signature.in === 'list' || signature.in === 'parameter' || (write && 'separator' in write)
  return several ? Number.POSITIVE_INFINITY : 1
}

/** Whether the signature stands in what it signs: then nobody can write it. */
function signsItself({ signature, content, covers }: SignedOptions): boolean {
  const places = 'in' in signature ? [signature.in === 'list' ? signature.at : signature] : signature
  const covered =
    covers === 'body' ||
    content === undefined ||
    (typeof content !== 'function' &&
      content.some((part) => typeof part === 'object' && 'part' in part && part.part === 'body'))
  return covered && places.some((place) => place.in === 'json' || place.in === 'form')
}

function writeSignatures(draft: Draft, options: SignedOptions, bare: readonly string[]): void {
  const { signature } = options
  const message = draft.message()
  const given = options.prefix ?? ''
  const prefix = typeof given === 'function' ? given(message) : textOf(given, message)
  const signed = bare.map((text) => prefix + text)
  if (!('in' in signature)) {
    for (const [i, place] of signature.entries()) {
      const text = signed[i] ?? (place.in === 'parameter' && place.always ? '' : undefined)
      if (text !== undefined) draft.write(place, text)
    }
  } else if (signature.in === 'list') {
    const start = textOf(signature.tag, message) + signature.joiner
    draft.write(signature.at, signed.map((text) => start + text).join(signature.separator))
  } else for (const text of signed) draft.write(signature, text)
}

/** How a message is signed over a content; `undefined` where the signature stands in what it signs. */
export function signDraft<Key>(
  options: SignedOptions,
  one: SignOne<Key>,
): ((outgoing: Outgoing, keys: readonly Key[], platform: Platform) => Eventually<SignedParts>) | undefined {
  const { timestamp, id, idWithout, signature, beside = [] } = options
  if (signsItself(options)) return undefined
  const { content: given = [body] } = options
  const content = typeof given === 'function' ? given : contentOf(given)
  const most = mostSignatures(signature)
  return (outgoing, keys, platform) => {
    if (idWithout !== undefined && outgoing.id.includes(idWithout)) {
      throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `The id holds ${JSON.stringify(idWithout)}.` })
    }
    const draft = new Draft(outgoing)
    const stamp = timestamp && { at: timestamp.at, text: writeTimestamp(outgoing.now, timestamp.unit) }
    const values = { timestamp: stamp?.text, id: id === undefined ? undefined : outgoing.id, platform }
    const written = beside.map(({ at, made }) => {
      const write = (pieces: Pieces): void => draft.write(at, pieces.join(''))
      const pieces = made.make(draft.message(), values)
      return isLater(pieces) ? pieces.then(write) : write(pieces)
    })
    if (id !== undefined) draft.write(id, outgoing.id)
    if (stamp !== undefined) draft.write(stamp.at, stamp.text)
    const finish = (signed: readonly string[]): SignedParts => {
      writeSignatures(draft, options, signed)
      return draft.parts()
    }
    const signAll = (parts: Pieces): Eventually<SignedParts> => {
      const signed = keys.slice(0, most).map((key) => one(key, parts, platform))
      return signed.every((text) => typeof text === 'string')
        ? finish(signed)
        : Promise.all(signed).then(finish)
    }
    const signWhole = (): Eventually<SignedParts> => {
      const made = content(draft.message(), values)
      return isLater(made) ? made.then(signAll) : signAll(made)
    }
    return written.some((one) => isLater(one)) ? Promise.all(written).then(signWhole) : signWhole()
  }
}
