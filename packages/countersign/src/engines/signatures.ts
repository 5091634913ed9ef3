import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { looked, type Place } from '../message/place.ts'
import type { SignatureShape } from '../message/spelling.ts'
import { type ParamText, textOf } from '../scheme/param-text.ts'
import type { SignedForm, SignedOptions } from '../scheme/signed-options.ts'

/** The places in which a signature may stand. */
export function signaturePlaces(
  signature: SignedForm['signature'] | SignedOptions['signature'],
): readonly Place[] {
  if (!('in' in signature)) return signature
  return [signature.in === 'list' ? signature.at : signature]
}

/** What stands at a place; `several`: it may stand there more than once. */
function valuesAt(message: Message, place: Pick<Place, 'find'>, several: boolean): readonly string[] {
  const values = place.find(message)
  if (values === undefined || (!several && values.length > 1)) throw refusal('ERR_SIGNATURE_MALFORMED')
  return values
}

/** All signatures as written, without their tags. */
function written(message: Message, signature: SignedForm['signature']): readonly string[] {
  if (!('in' in signature)) return signature.flatMap((place) => valuesAt(message, place, false))
  // A parameter may repeat, that is how Stripe rotates; anything else that is there twice is a doubled header.
  const several = signature.in === 'parameter' || signature.in === 'found' || signature.in === 'list'
  return valuesAt(message, signature, several)
}

/**
 * The signatures of a message without tag and prefix, those of exact length and alphabet: a malformed one beside
 * them is passed over, as the providers' own SDKs do. Throws ERR_SIGNATURE_MISSING, and ERR_SIGNATURE_MALFORMED
 * where all of them are.
 */
export function readSignatures(
  message: Message,
  signature: SignedForm['signature'],
  start: ParamText,
  shape: SignatureShape,
): readonly string[] {
  const values = written(message, signature)
  const prefix = textOf(start, message)
  if (values.length === 0) {
    throw refusal('ERR_SIGNATURE_MISSING', signaturePlaces(signature).map(looked).join(' '))
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
