import type { Snapshot } from '../configuration/live.ts'
import type { Payload, StoredEvent } from '../model/event.ts'
import { keptRequest } from './kept-request.ts'
import type { HeaderSeal } from './sealed-headers.ts'
import { verifyCandidate } from './verify-candidate.ts'

/**
 * When the provider signed an event, in ms, by the signature's own word: it is verified again as of its receipt. Null where
 * its scheme signs no time, where it does not verify any more with what its source has now, and where a key would have to
 * be fetched for it.
 */
export function signedAt(
  { source, receivedAt, verdict }: StoredEvent,
  payload: Payload,
  { live, seal }: { live: Snapshot; seal: HeaderSeal },
): number | null {
  const of = live.sourceByNumber(source)
  if (of === undefined || of.source.deletedAt !== null) return null
  if (verdict !== 'verified' && verdict !== 'authenticated') return null
  if (of.verifier === null || of.scheme?.proof.keys === 'resolved') return null
  try {
    const { request } = keptRequest({ source, receivedAt, payload }, seal)
    const found = verifyCandidate(of, request)
    if (found instanceof Promise || found.kind !== 'proven') return null
    return found.event?.timestamp?.getTime() ?? null
  } catch {
    // Its credentials were sealed with a key that is gone.
    return null
  }
}
