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

/** A scheme of a proof and the facts beside it; the builders end with it, and so does an engine of one's own. */
export function defineScheme<Events extends EventMap = EventMap>(
  proof: Proof,
  facts: SchemeFacts & Pick<Scheme, 'credentialParams'>,
): Scheme<Events> {
  const { name = 'custom', title = name, documentation = [], credentials = [], forward = [] } = facts
  const { unprotected = [], confidence, describe, delivery, handshake, samples, credentialParams } = facts
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
  })
}

/** The headers that carry a credential, under these settings of the receiver; lower-case names. */
export function credentialsOf(
  { credentials, credentialParams = [] }: Pick<Scheme, 'credentials' | 'credentialParams'>,
  params: Readonly<Record<string, string>>,
): readonly string[] {
  const named = credentialParams.flatMap((param) =>
    Object.hasOwn(params, param) && params[param] ? [params[param].toLowerCase()] : [],
  )
  return [...credentials, ...named]
}
