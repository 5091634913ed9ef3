import type { Outcome } from '../../ingest/accept.ts'
import { type Code, codes } from '../../model/codes.ts'
import { Refusal } from '../../model/refusal.ts'

/** Why ingest did not take something in, as a problem. */
export function outcomeProblem(outcome: Exclude<Outcome, { kind: 'accepted' | 'duplicate' }>): Refusal {
  switch (outcome.kind) {
    case 'failed':
      return new Refusal(
        Object.hasOwn(codes, outcome.code) ? (outcome.code as Code) : 'ERR_JOURNAL_UNAVAILABLE',
      )
    case 'refused':
      return new Refusal('ERR_STILL_REFUSED', `${outcome.code}: ${outcome.explanation}`)
    case 'gone':
      return new Refusal('ERR_NOT_FOUND', 'The rejection is no longer there.')
    case 'handshake':
      return new Refusal('ERR_STILL_REFUSED', 'It is a handshake of the provider, not an event.')
  }
}
