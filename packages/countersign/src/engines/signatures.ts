import { refusal } from '../errors/refusal.ts'
import { findAll, findTagged } from '../message/find.ts'
import type { Message } from '../message/message.ts'
import { looked } from '../message/place.ts'
import { type ParamText, textOf } from '../scheme/param-text.ts'
import type { SignedOptions } from '../scheme/signed-options.ts'
import type { SignatureShape } from './signature-shape.ts'

/** All signatures as written, without their tags. */
function written(message: Message, signature: SignedOptions['signature']): readonly string[] {
  if (!('in' in signature)) {
    const present = signature.map((place) => findAll(message, place))
    if (present.some((values) => values === undefined || values.length > 1))
      throw refusal('ERR_SIGNATURE_MALFORMED')
    return present.flatMap((values) => values ?? [])
  }
  if (signature.in === 'list') {
    const texts = findAll(message, signature.at)
    const [text] = texts ?? []
    if (texts !== undefined && text === undefined) return []
    const tag = textOf(signature.tag, message)
    const found =
      text === undefined || texts?.length !== 1
        ? undefined
        : findTagged(text, tag, signature.separator, signature.joiner)
    if (found === undefined) throw refusal('ERR_SIGNATURE_MALFORMED')
    if (found.length === 0) throw refusal('ERR_SIGNATURE_MISSING', `None is tagged ${tag}.`)
    return found
  }
  const values = findAll(message, signature)
  const several = signature.in === 'parameter' || signature.in === 'found'
  // A parameter may repeat, that is how Stripe rotates; anything else that is there twice is a doubled header.
  if (values === undefined || (!several && values.length > 1)) throw refusal('ERR_SIGNATURE_MALFORMED')
  return values
}

/**
 * The signatures of a message without tag and prefix, those of exact length and alphabet: a malformed one beside
 * them is passed over, as the providers' own SDKs do. Throws ERR_SIGNATURE_MISSING, and ERR_SIGNATURE_MALFORMED
 * where all of them are.
 */
export function readSignatures(
  message: Message,
  signature: SignedOptions['signature'],
  start: ParamText,
  shape: SignatureShape,
): readonly string[] {
  const values = written(message, signature)
  const prefix = textOf(start, message)
  if (values.length === 0) {
    const places = 'in' in signature ? [signature.in === 'list' ? signature.at : signature] : signature
    throw refusal('ERR_SIGNATURE_MISSING', places.map(looked).join(' '))
  }
  const found: string[] = []
  for (const value of values) {
    if (!value.startsWith(prefix)) continue
    const bare = value.slice(prefix.length)
    if (shape.fits(bare)) found.push(bare)
  }
  if (found.length > 0) return found
  const detail = `Expected ${prefix === '' ? '' : `${prefix} and `}${shape.expected}.`
  throw refusal('ERR_SIGNATURE_MALFORMED', detail)
}
