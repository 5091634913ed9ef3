import type { LookStore } from '../journal/port/look.ts'
import { parseId } from '../model/id.ts'

/** What another body under a used signature is refused with. */
export interface Replayed {
  readonly kind: 'refused'
  readonly code: 'ERR_REPLAYED'
  readonly explanation: string
}

/**
 * Whether a body comes under the signature of an event that is here, whose own body is another; null where it is a
 * repeat. Where the content of the event is gone, a body of its size cannot be told from it, and is not delivered either.
 */
export async function replayed(
  journal: Pick<LookStore, 'event' | 'payloads'>,
  id: string,
  body: Uint8Array,
): Promise<Replayed | null> {
  const { seq = -1, tag } = parseId('evt', id) ?? {}
  const event = await journal.event(seq)
  if (event === null || event.tag !== tag) return null
  // Whoever has recorded one message may send others under its signature as fast as he likes: none costs a look at what
  // is stored of it but one of the same size.
  if (event.size === body.length) {
    const stored = (await journal.payloads([seq])).get(seq)
    if (stored === undefined || Buffer.compare(stored.payload.body, body) === 0) return null
  }
  return {
    kind: 'refused',
    code: 'ERR_REPLAYED',
    explanation: `Its signature, which leaves the body out, came before with another body: see ${id}.`,
  }
}
