import type { LookStore } from '../../journal/port/look.ts'
import type { Delivery } from '../../model/delivery.ts'
import type { Payload, StoredEvent } from '../../model/event.ts'
import { parseDeliveryId, parseId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import type { KeptRejection } from '../../model/rejection.ts'

/** The event of a public id, or ERR_NOT_FOUND; a wrong tag is as good as no event. */
export async function findEvent(journal: LookStore, id: string | undefined): Promise<StoredEvent> {
  const parsed = parseId('evt', id ?? '')
  const event = parsed && (await journal.event(parsed.seq))
  if (!event || event.tag !== parsed?.tag) throw new Refusal('ERR_NOT_FOUND', 'There is no such event.')
  return event
}

/** What is kept of an event's request, or null where its time is over; throws ERR_PAYLOAD_DAMAGED. */
export async function findPayload(journal: LookStore, event: StoredEvent): Promise<Payload | null> {
  const found = await journal.payloads([event.seq])
  if (found.damaged?.has(event.seq)) throw new Refusal('ERR_PAYLOAD_DAMAGED')
  return found.get(event.seq)?.payload ?? null
}

/** Why there is no payload. */
export function contentGone({ erasedAt }: StoredEvent): Refusal {
  return new Refusal(erasedAt === null ? 'ERR_PAYLOAD_EXPIRED' : 'ERR_EVENT_ERASED')
}

/** The delivery of a public id, or ERR_NOT_FOUND. */
export async function findDelivery(journal: LookStore, id: string | undefined): Promise<Delivery> {
  const parsed = parseDeliveryId(id ?? '')
  const delivery = parsed && (await journal.delivery(parsed))
  if (!delivery || delivery.tag !== parsed?.tag)
    throw new Refusal('ERR_NOT_FOUND', 'There is no such delivery.')
  return delivery
}

/** The rejection of a public id with its bytes, or ERR_NOT_FOUND, ERR_PAYLOAD_DAMAGED. */
export async function findRejection(journal: LookStore, id: string | undefined): Promise<KeptRejection> {
  const rejection = await findAnyRejection(journal, id)
  if (rejection.damaged) throw new Refusal('ERR_PAYLOAD_DAMAGED')
  return rejection
}

/** As `findRejection`, whatever has become of its bytes. */
export async function findAnyRejection(journal: LookStore, id: string | undefined): Promise<KeptRejection> {
  const parsed = parseId('rej', id ?? '')
  const rejection = parsed && (await journal.rejection(parsed.seq))
  if (!rejection || rejection.tag !== parsed?.tag)
    throw new Refusal('ERR_NOT_FOUND', 'There is no such rejection.')
  return rejection
}
