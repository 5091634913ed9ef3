import type { DeliveryKey } from '../../model/delivery.ts'
import type { StoreFacts } from '../../model/store-facts.ts'

/** Keeps the store itself: in bounds, in time with its host, and well. */
export interface KeepStore {
  /**
   * One bounded step of retention; answers whether more is left to do. Removes no event and no payload
   * that a queue row needs: what is still pending when its payload's time is over dies first,
   * ERR_PAYLOAD_EXPIRED, and is answered in `expired`.
   */
  prune(limits: RetentionLimits): Promise<Pruned>
  /**
   * How far the caller's clock is ahead of the store's, in ms, as compared every few seconds; 0 where they are one.
   */
  clockAheadMs(): number
  /**
   * Commits a write where an append would write, and leaves nothing behind. Rejects with `JournalUnavailable`
   * where an append would be refused now; over once it is as durable as an append.
   *
   * @param bytes - how large a body it writes: a small row may find room on a page that is there. Default: 0
   */
  probe(bytes?: number): Promise<void>
  /** What the store says of itself. */
  facts(): Promise<StoreFacts>
  /** Finishes what is under way, then closes. */
  close(): Promise<void>
}

/** Rows older than these times (ms) may go; at most `limit` rows a step. */
export interface RetentionLimits {
  /** The time: how far a limit lies before it is the lifetime. Absent: lifetimes count as long. */
  readonly now?: number
  readonly payloadsBefore: number
  readonly eventsBefore: number
  readonly attemptsBefore: number
  readonly ledgerBefore: number
  /** Absent: the audit is kept for good. */
  readonly auditBefore?: number
  readonly limit: number
}

/** What a step of retention did. */
export interface Pruned {
  readonly more: boolean
  readonly removed: number
  /** Deliveries that died for it. */
  readonly expired: readonly DeliveryKey[]
}
