import type { DeliveryKey } from '../model/delivery.ts'

/** Rows older than these times (ms) may go; at most `limit` rows a step. */
export interface RetentionLimits {
  /** The time: how far a limit lies before it is the lifetime. Absent: lifetimes count as long. */
  readonly now?: number
  readonly payloadsBefore: number
  readonly eventsBefore: number
  readonly attemptsBefore: number
  readonly ledgerBefore: number
  readonly limit: number
}

/** What a step of retention did. */
export interface Pruned {
  readonly more: boolean
  readonly removed: number
  /** Deliveries that died for it. */
  readonly expired: readonly DeliveryKey[]
}
