import type { Payload, StoredEvent } from './event.ts'

/**
 * An event that has just been committed, with its bytes still in memory and the queue rows it was given:
 * what ingest hands on, so that delivery need not read back what it could have kept.
 */
export interface AcceptedEvent {
  readonly event: StoredEvent
  readonly payload: Payload
  readonly queue: readonly { readonly lane: number; readonly due: number; readonly orderKey: string | null }[]
}
