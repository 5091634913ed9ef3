import type { Proof } from '../scheme/proof.ts'
import { hmacSign } from './hmac/sign.ts'

type Sign = NonNullable<Proof['sign']>

/** Made once for each proof: a signer for a single message would make it for each. */
const made = new WeakMap<Proof, Sign | null>()

/**
 * How messages are signed that a proof takes: its own way, else that of the engine of its kind. A scheme's value holds
 * what verifying needs; who signs nothing brings none of this along. `undefined` where only the provider can.
 */
export function signingOf(proof: Proof): Sign | undefined {
  if (proof.sign !== undefined) return proof.sign.bind(proof)
  const known = made.get(proof)
  if (known !== undefined) return known ?? undefined
  const sign = proof.hmac === undefined ? undefined : hmacSign(proof.hmac)
  made.set(proof, (sign as Sign | undefined) ?? null)
  return sign as Sign | undefined
}
