import type { EventMap, SchemeFacts, Unprotected } from './facts.ts'
import type { Proof } from './proof.ts'
import type { Scheme } from './scheme.ts'

function lowerCase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase())
}

/** A scheme of a proof and the facts beside it; the builders end with it. */
export function defineScheme<Events extends EventMap = EventMap>(
  proof: Proof,
  facts: SchemeFacts & Pick<Scheme, 'credentialParams' | 'credentialQuery' | 'dedupeBytes'>,
): Scheme<Events> {
  const { name = 'custom', title = name, documentation = [], credentials = [], forward = [] } = facts
  const { unprotected = [], confidence } = facts
  // What a proof leaves open by its nature, and what the scheme says beyond.
  const open = new Set<Unprotected>([
    ...(proof.covers === 'body' ? [] : (['body'] as const)),
    ...(proof.toleranceSeconds === undefined && proof.expires !== true
      ? (['timestamp', 'replay'] as const)
      : []),
    ...unprotected,
  ])
  return Object.freeze({
    name,
    title,
    documentation,
    proof: Object.freeze(proof),
    credentials: lowerCase(credentials),
    forward: lowerCase(forward),
    experimental: confidence === 'medium',
    unprotected: [...open],
    confidence,
    describe: facts.describe,
    dedupeBytes: facts.dedupeBytes,
    delivery: facts.delivery,
    answer: facts.answer,
    handshake: facts.handshake,
    keyLater: facts.keyLater,
    samples: facts.samples,
    credentialParams: facts.credentialParams,
    credentialQuery: facts.credentialQuery,
  })
}
