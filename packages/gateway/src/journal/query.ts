import type { DeliveryKey, DeliveryState } from '../model/delivery.ts'
import type { Verdict } from '../model/event.ts'

/** Which events are listed. */
export interface EventQuery {
  readonly source?: number
  readonly type?: string
  readonly verdict?: Verdict
  /** Received from then on, and before then, in ms. */
  readonly from?: number
  readonly to?: number
  readonly before?: number
  /** Above this seq. */
  readonly after?: number
  readonly oldestFirst?: boolean
  readonly limit: number
}

/** Which deliveries are listed. */
export interface DeliveryQuery {
  /** Of one event, by its seq. */
  readonly event?: number
  /** By the number of the destination. */
  readonly destination?: number
  readonly state?: DeliveryState
  /** Opaque: what the last page's last delivery names. */
  readonly before?: DeliveryKey & { readonly due: number | null }
  readonly limit: number
}
