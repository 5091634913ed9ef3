import { body } from '../scheme/content.ts'
import type { Proof } from '../scheme/proof.ts'
import type { SignedForm } from '../scheme/signed-options.ts'
import { signaturePlaces } from './signatures.ts'

/** What a proof with a signature says of itself. A content function is taken at its word. */
export function signedFacts(
  options: SignedForm,
): Pick<Proof, 'covers' | 'headers' | 'params' | 'synchronous' | 'toleranceSeconds'> {
  const { signature, timestamp, id, content = [body], covers, params } = options
  const places = [...signaturePlaces(signature), timestamp?.at, id]
  const whole =
    typeof content !== 'function' &&
    content.some((part) => typeof part === 'object' && 'part' in part && part.covers === 'body')
  return {
    covers: covers ?? (whole ? 'body' : 'fields'),
    headers: [...new Set(places.flatMap((place) => place?.headers ?? []))],
    synchronous: true,
    ...(params && { params }),
    ...(timestamp &&
      timestamp.toleranceSeconds !== null && { toleranceSeconds: timestamp.toleranceSeconds ?? 300 }),
  }
}
