import type { Delivery, DeliveryKey, DeliveryState, StoredAttempt } from '../../model/delivery.ts'
import type { Payload, StoredEvent, Verdict } from '../../model/event.ts'
import type { KeptRejection, Rejection } from '../../model/rejection.ts'
import type { JournalStats } from '../../model/stats.ts'

/** Looks at what is stored, and changes nothing. */
export interface LookStore {
  event(seq: number): Promise<StoredEvent | null>
  /** Newest first, below `before` where given; or oldest first, where asked for. */
  events(query: EventQuery): Promise<readonly StoredEvent[]>
  /**
   * Events and payloads by sequence number. One that is gone is absent, and so is one whose bytes are no longer those
   * that were stored: that is named as damaged.
   */
  payloads(seqs: readonly number[]): Promise<FoundPayloads>
  /**
   * Newest first by event (seq, lane, replay, each descending); pending ones of one destination by due, seq,
   * replay, lane, each ascending. A delivery whose event is gone is left out.
   */
  deliveries(query: DeliveryQuery): Promise<readonly Delivery[]>
  delivery(key: DeliveryKey): Promise<Delivery | null>
  attempts(key: DeliveryKey): Promise<readonly StoredAttempt[]>
  rejection(seq: number): Promise<KeptRejection | null>
  rejections(query: { source?: number; before?: number; limit: number }): Promise<readonly Rejection[]>
  stats(): Promise<JournalStats>
}

/** What a reading of payloads has found. */
export interface FoundPayloads
  extends ReadonlyMap<number, { readonly event: StoredEvent; readonly payload: Payload }> {
  /** Those of them that cannot be given out, since their checksum does not match. Absent: none. */
  readonly damaged?: ReadonlySet<number>
}

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
