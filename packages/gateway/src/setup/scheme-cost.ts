import { Refusal } from '../model/refusal.ts'
import type { InlineProof, SchemeRef } from '../model/scheme-ref.ts'

/** How often a message that nobody has signed may be hashed before it is refused. */
const mostPasses = 64

/** How often one secret has a message hashed: a keyed hash once for all its places, a key pair for each signature. */
function passesOf(proof: InlineProof): number {
  if (proof.kind === 'token' || proof.kind === 'basic') return 0
  if (proof.kind !== 'public-key') return 1
  return Array.isArray(proof.signature) ? proof.signature.length : 1
}

/**
 * Refuses, as ERR_INPUT, a scheme of one's own under more secrets than a message can be tried with at once: whoever posts
 * what nobody has signed has each way try each of them.
 *
 * @param secrets - those that it would have; what has ended counts for nothing
 * @param now - in ms since 1970
 */
export function refuseCostly(
  ref: SchemeRef,
  secrets: readonly { readonly expiresAt?: number | null | undefined }[],
  now: number,
): void {
  if (typeof ref === 'string') return
  const live = secrets.filter(({ expiresAt = null }) => expiresAt === null || expiresAt > now).length
  const proofs = ref.kind === 'either' ? ref.schemes : [ref]
  const each = proofs.reduce((sum, proof) => sum + passesOf(proof), 0)
  if (each * live <= mostPasses) return
  const message = `Each message would be hashed ${each * live} times, ${each} for each of ${live} secrets: ${mostPasses} is the most. Let old secrets end, or take ways and places out of the scheme.`
  throw new Refusal('ERR_INPUT', message, [{ at: '/secrets', message }])
}
