import type { SQLOutputValue } from 'node:sqlite'
import type { StoredEvent } from '../../../model/event.ts'
import { verdictOf } from '../../stored-numbers.ts'

/** The columns of `event` that make a `StoredEvent`, in the order that `storedEvent` reads. */
export const eventColumns =
  'event.seq, event.tag, event.source, event.verdict, event.secret, event.type, event.provider_id, event.received_ms, event.size, event.content_type, event.same_as, event.erased_ms'

export type Row = Record<string, SQLOutputValue>

export function storedEvent(row: Row): StoredEvent {
  return {
    seq: Number(row.seq),
    tag: Number(row.tag),
    source: Number(row.source),
    verdict: verdictOf(Number(row.verdict)),
    secret: text(row.secret),
    type: text(row.type),
    providerEventId: text(row.provider_id),
    receivedAt: Number(row.received_ms),
    size: Number(row.size),
    contentType: text(row.content_type),
    sameBytesAs: integer(row.same_as),
    erasedAt: integer(row.erased_ms),
  }
}

export function text(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

export function integer(value: SQLOutputValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

export function bytes(value: SQLOutputValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array()
}
