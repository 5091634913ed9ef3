import type { LookStore } from '../journal/port/look.ts'
import { formatId, parseId } from '../model/id.ts'

/** What another body under a used signature is refused with. */
export interface Replayed {
  readonly kind: 'refused'
  readonly code: 'ERR_REPLAYED'
  readonly explanation: string
}

/**
 * Whether a body comes under the signature of an event that is here, whose own body is another; null where it is a
 * repeat. One whose content is gone cannot be told from it, and is not delivered either.
 */
export async function replayed(
  journal: Pick<LookStore, 'payloads'>,
  id: string,
  body: Uint8Array,
): Promise<Replayed | null> {
  const { seq = -1, tag } = parseId('evt', id) ?? {}
  const stored = (await journal.payloads([seq])).get(seq)
  if (stored === undefined || stored.event.tag !== tag) return null
  if (Buffer.compare(stored.payload.body, body) === 0) return null
  return {
    kind: 'refused',
    code: 'ERR_REPLAYED',
    explanation: `Its signature, which leaves the body out, came before with another body: see ${formatId('evt', seq, stored.event.tag)}.`,
  }
}
