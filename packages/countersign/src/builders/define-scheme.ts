import { judgeClock } from '../message/judge-clock.ts'
import { checkParams } from '../scheme/check-params.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { defineScheme as defineCheckedScheme } from '../scheme/define-scheme.ts'
import type { EventMap, SchemeFacts } from '../scheme/facts.ts'
import type { Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { withKeyPairs } from '../scheme/with-key-pairs.ts'

/** A scheme of an engine of one's own and the facts beside it. */
export function defineScheme<Events extends EventMap = EventMap>(
  proof: Proof,
  facts: SchemeFacts & Pick<Scheme, 'credentialParams' | 'credentialQuery'>,
): Scheme<Events> {
  return defineCheckedScheme(Object.assign(withKeyPairs(proof), { judgeClock, checkParams }), {
    ...facts,
    dedupeBytes: hashedBody,
  })
}
