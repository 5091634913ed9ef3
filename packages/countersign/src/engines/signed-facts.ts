import type { Proof } from '../scheme/proof.ts'
import type { SignedForm } from '../scheme/signed-options.ts'

/** What a proof with a signature says of itself. A content function is taken at its word. */
export function signedFacts(
  options: SignedForm,
): Pick<
  Proof,
  'covers' | 'headers' | 'params' | 'checkParams' | 'synchronous' | 'toleranceSeconds' | 'judgeClock'
> {
  const { signature, timestamp, id, content, covers, params, checkParams } = options
  const places = [signature, timestamp?.at, id].flat()
  return {
    covers: covers ?? (content === undefined ? 'body' : (content.protects ?? 'fields')),
    headers: [...new Set(places.flatMap((place) => place?.headers ?? []))],
    synchronous: true,
    params,
    checkParams,
    toleranceSeconds: timestamp?.toleranceSeconds ?? undefined,
    judgeClock: timestamp?.judge,
  }
}
