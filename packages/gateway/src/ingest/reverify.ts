import type { Live } from '../configuration/live.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { Act } from '../model/act.ts'
import { isSettled } from '../model/rejection.ts'
import type { Acceptor, Outcome } from './accept.ts'
import { keptRequest } from './kept-request.ts'
import type { HeaderSeal } from './sealed-headers.ts'

/** What became of a rejection that was verified again. */
export type Reverified = Exclude<Outcome, { kind: 'handshake' }>

/**
 * Verifies a rejection again as of its receipt, with the secrets that are set up now, and lets it in as the
 * newest event where it holds.
 */
export async function reverify(
  options: { readonly journal: Pick<LookStore, 'rejection'>; readonly live: Live; readonly seal: HeaderSeal },
  acceptor: Acceptor,
  seq: number,
  act: Act,
): Promise<Reverified> {
  const kept = await options.journal.rejection(seq)
  if (kept === null) return { kind: 'gone' }
  // Its signature holds now as it did then; what it was used for is no less here than it was.
  if (isSettled(kept.code)) return { kind: 'refused', code: kept.code, explanation: kept.explanation }
  const { request, headers } = keptRequest(kept, options.seal)
  const outcome = await new Promise<Outcome>((resolve) =>
    acceptor.accept(
      { ...request, source: kept.source, rawHeaders: headers.flat(), rejection: seq, act },
      resolve,
    ),
  )
  if (outcome.kind !== 'handshake') return outcome
  return {
    kind: 'refused',
    code: 'ERR_HANDSHAKE',
    explanation: 'It is a handshake, whose sender waits no more; it carries no event.',
  }
}
