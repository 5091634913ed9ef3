import type { EventMap, SchemeFacts, Unprotected } from './facts.ts'
import type { Proof } from './proof.ts'
import type { Scheme } from './scheme.ts'

function lowerCase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase())
}

/** A scheme of a proof and the facts beside it; the builders end with it. */
export function defineScheme<Events extends EventMap = EventMap>(
  proof: Proof,
  facts: SchemeFacts & Pick<Scheme, 'credentialParams' | 'credentialQuery'>,
): Scheme<Events> {
  const { name = 'custom', title = name, documentation = [], credentials = [], forward = [] } = facts
  const { unprotected = [], confidence, describe, delivery, answer, handshake, samples } = facts
  const { credentialParams, credentialQuery } = facts
  const { covers, toleranceSeconds, expires } = proof
  // What a proof leaves open by its nature, and what the scheme says beyond.
  const open = new Set<Unprotected>(covers === 'body' ? [] : ['body'])
  if (toleranceSeconds === undefined && expires !== true) open.add('timestamp').add('replay')
  for (const one of unprotected) open.add(one)
  // A header in which a handshake brings a secret is a credential, whoever sends it.
  const secret = handshake?.flatMap(
    ({ setsSecret, challenge }) => (setsSecret && challenge?.at.headers) || [],
  )
  return Object.freeze({
    name,
    title,
    documentation,
    proof: Object.freeze(proof),
    credentials: lowerCase([...credentials, ...(secret ?? [])]),
    forward: lowerCase(forward),
    experimental: confidence === 'medium',
    unprotected: [...open],
    confidence,
    describe,
    delivery,
    answer,
    handshake,
    samples,
    credentialParams,
    credentialQuery,
  })
}
