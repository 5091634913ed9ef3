import type { Delivery, DeliveryKey } from '../../model/delivery.ts'
import { Refusal } from '../../model/refusal.ts'
import { formatCursor, parseCursor } from './cursor.ts'

/** The cursor behind a delivery of a list. */
export function cursorOf({ seq, lane, replay, nextAttemptAt }: Delivery): string {
  return formatCursor('deliveries', [seq, lane, replay, nextAttemptAt])
}

/** What a cursor names, or ERR_CURSOR. */
export function positionOf(cursor: string): DeliveryKey & { readonly due: number | null } {
  const [seq, lane, replay, due] = parseCursor('deliveries', 4, cursor)
  if (typeof seq !== 'number' || typeof lane !== 'number' || typeof replay !== 'number') {
    throw new Refusal('ERR_CURSOR')
  }
  return { seq, lane, replay, due: due ?? null }
}
