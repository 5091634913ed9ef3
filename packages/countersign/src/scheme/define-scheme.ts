import type { EventMap, SchemeFacts } from './facts.ts'
import type { Proof } from './proof.ts'
import type { Scheme } from './scheme.ts'

/** A scheme of a proof and the facts beside it; the builders end with it, and so does an engine of one's own. */
export function defineScheme<Events extends EventMap = EventMap>(
  proof: Proof,
  facts: SchemeFacts,
): Scheme<Events> {
  const name = facts.name ?? 'custom'
  return Object.freeze({
    name,
    title: facts.title ?? name,
    documentation: facts.documentation ?? [],
    proof: Object.freeze(proof),
    credentials: (facts.credentials ?? []).map((header) => header.toLowerCase()),
    ...(facts.confidence === undefined ? {} : { confidence: facts.confidence }),
    ...(facts.describe === undefined ? {} : { describe: facts.describe }),
    ...(facts.handshake === undefined ? {} : { handshake: facts.handshake }),
    ...(facts.samples === undefined ? {} : { samples: facts.samples }),
  })
}
