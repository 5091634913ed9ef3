import type { EventMap, SchemeFacts, Unprotected } from './facts.ts'
import type { Handshake } from './handshake.ts'
import type { Proof } from './proof.ts'
import type { Scheme } from './scheme.ts'

/** What a proof leaves open by its nature, and what the scheme says beyond. */
function unprotectedBy(
  { covers, toleranceSeconds, expires }: Proof,
  given: readonly Unprotected[],
): Unprotected[] {
  const found = new Set<Unprotected>()
  if (covers !== 'body') found.add('body')
  if (toleranceSeconds === undefined && expires !== true) found.add('timestamp').add('replay')
  for (const one of given) found.add(one)
  return [...found]
}

/** A header in which a handshake brings a secret is a credential, whoever sends it. */
function secretHeaders(handshake: Handshake = []): string[] {
  return handshake.flatMap(({ setsSecret, challenge }) =>
    setsSecret === true && challenge?.at.in === 'header' ? [challenge.at.name] : [],
  )
}

/** A scheme of a proof and the facts beside it; the builders end with it. */
export function defineScheme<Events extends EventMap = EventMap>(
  proof: Proof,
  facts: SchemeFacts & Pick<Scheme, 'credentialParams' | 'credentialQuery'>,
): Scheme<Events> {
  const { name = 'custom', title = name, documentation = [], credentials = [], forward = [] } = facts
  const { unprotected = [], confidence, describe, delivery, handshake, samples } = facts
  const { credentialParams, credentialQuery } = facts
  return Object.freeze({
    name,
    title,
    documentation,
    proof: Object.freeze(proof),
    credentials: [...credentials, ...secretHeaders(handshake)].map((header) => header.toLowerCase()),
    forward: forward.map((header) => header.toLowerCase()),
    experimental: confidence === 'medium',
    unprotected: unprotectedBy(proof, unprotected),
    ...(confidence === undefined ? {} : { confidence }),
    ...(describe === undefined ? {} : { describe }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(handshake === undefined ? {} : { handshake }),
    ...(samples === undefined ? {} : { samples }),
    ...(credentialParams === undefined ? {} : { credentialParams }),
    ...(credentialQuery === undefined ? {} : { credentialQuery }),
  })
}
