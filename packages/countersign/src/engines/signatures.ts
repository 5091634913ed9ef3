import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { looked } from '../message/place.ts'
import type { SignatureShape } from '../message/spelling.ts'
import type { MadeText } from '../scheme/param-text.ts'
import type { SignedForm } from '../scheme/signed-options.ts'

/**
 * The signatures of a message without tag and prefix, those of exact length and alphabet: a malformed one beside
 * them is passed over, as the providers' own SDKs do. Throws ERR_SIGNATURE_MISSING, and ERR_SIGNATURE_MALFORMED
 * where all of them are.
 */
export function readSignatures(
  message: Message,
  signature: SignedForm['signature'],
  start: string | MadeText,
  shape: SignatureShape,
): readonly string[] {
  const prefix = typeof start === 'string' ? start : start(message)
  const places = 'in' in signature ? [signature] : signature
  const found: string[] = []
  let some = false
  for (const place of places) {
    const values = place.find(message)
    // A parameter may repeat, that is how Stripe rotates; anything else that is there twice is a doubled header.
    if (values === undefined || (values.length > 1 && place.single)) throw refusal('ERR_SIGNATURE_MALFORMED')
    for (const value of values) {
      some = true
      if (!value.startsWith(prefix)) continue
      const text = value.slice(prefix.length)
      if (shape.fits(text)) found.push(text)
    }
  }
  if (found.length > 0) return found
  throw some
    ? refusal('ERR_SIGNATURE_MALFORMED', `in-form ${shape.expected} ${prefix}`)
    : refusal('ERR_SIGNATURE_MISSING', looked(...places))
}
