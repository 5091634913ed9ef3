import type { Delivery, DeliveryKey, DeliveryState, StoredAttempt } from '../../model/delivery.ts'
import type { Payload, StoredEvent, Verdict } from '../../model/event.ts'
import type { KeptRejection, RefusalGroup, Rejection } from '../../model/rejection.ts'
import type { JournalStats } from '../../model/stats.ts'
import type { Series, TallyStep } from '../../model/tally.ts'

/** Looks at what is stored, and changes nothing. */
export interface LookStore {
  event(seq: number): Promise<StoredEvent | null>
  /** Newest first, below `before` where given; or oldest first, where asked for. */
  events(query: EventQuery): Promise<readonly StoredEvent[]>
  /** How many events there are behind one, up to another and with it, that a filter means. */
  countEvents(query: EventCount): Promise<number>
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
  /** What was refused, by source and code, the last first. */
  refusalGroups(query: { sources?: readonly number[]; limit: number }): Promise<readonly RefusalGroup[]>
  stats(): Promise<JournalStats>
  /** Counts over time. */
  series(query: SeriesQuery): Promise<Series>
  /**
   * The blocks that may hold events of these sources and this time, from a number on in one direction: those that are
   * summed up and hold none are passed over. Never leaves out one that holds any.
   */
  blocks(query: BlockQuery): Promise<readonly number[]>
  /** About how many events there are, by the sums of blocks; counted one by one are `tailLooked` at most. */
  about(query: SpanQuery): Promise<About>
  /**
   * Looks through the bodies of events for bytes, the newest first, for about `sliceMs`, beside the intake and after it.
   * An event whose content is gone has no body.
   */
  searchBodies(search: BodySearch): Promise<Searched>
  /**
   * Events that were indexed under a value and have their content still, newest first, below `before` where given, as far
   * as was looked.
   */
  eventsByValue(query: ValueQuery): Promise<Looked<StoredEvent, number>>
  /** Deliveries in the order of their events, newest first or upwards, as far as was looked. */
  lookAtDeliveries(look: DeliveryLook): Promise<Looked<Delivery, DeliveryKey>>
  /** Rejections newest first or upwards, as far as was looked. */
  lookAtRejections(look: RejectionLook): Promise<Looked<Rejection, number>>
}

/** Events of which sources and time are meant; times as in `EventQuery`. */
export interface SpanQuery {
  readonly sources?: readonly number[]
  readonly from?: number
  readonly to?: number
}

/** Where is looked for what. */
export interface BodySearch extends SpanQuery {
  readonly bytes: Uint8Array
  readonly type?: string
  /** Events within these numbers, both inclusive. */
  readonly low: number
  readonly high: number
  readonly limit: number
  readonly sliceMs: number
}

/** Which events of a source are looked up by a value; times as in `EventQuery`. */
export interface ValueQuery extends Pick<EventQuery, 'type' | 'from' | 'to' | 'before' | 'limit'> {
  readonly source: number
  /** As in `NewEvent`. */
  readonly value: number
  /** So many that have the value are looked at, at most, whatever else is asked of them. */
  readonly look: number
}

/** What a slice of a search has found. */
export interface Searched {
  readonly items: readonly StoredEvent[]
  /** Events that were looked at: of the sources, type and time that are meant. */
  readonly looked: number
  /** The lowest number that was looked at; null: all down to `low` were. */
  readonly reached: number | null
}

/** Which blocks are looked for. */
export interface BlockQuery extends SpanQuery {
  /** From the block of this seq on; null: from the end that the direction begins at. */
  readonly at: number | null
  /** From the oldest to the newest. */
  readonly upwards: boolean
  readonly limit: number
}

/** How many events behind the sums are counted at most. */
export const tailLooked = 20_000

/** A number of events. */
export interface About {
  readonly count: number
  /** Counted; else reckoned. */
  readonly exact: boolean
}

/** What a bounded look has found. */
export interface Looked<Item, Place> {
  /** In the direction of the look. */
  readonly items: readonly Item[]
  /** How far was looked where that was not to the end: the next look goes on behind it. */
  readonly reached: Place | null
}

/** Which deliveries are looked at, and which of them are wanted. */
export interface DeliveryLook {
  readonly event?: number
  readonly destinations?: readonly number[]
  readonly state?: DeliveryState
  /** The error and the HTTP status of the last attempt; a status from the first to below the second. */
  readonly code?: string
  readonly status?: readonly [from: number, below: number]
  /** Of their events. */
  readonly type?: string
  readonly sources?: readonly number[]
  readonly from?: number
  readonly to?: number
  /** Events within these numbers, both inclusive. */
  readonly low: number
  readonly high: number
  /** Behind this one, in the direction. */
  readonly after: DeliveryKey | null
  readonly upwards: boolean
  readonly limit: number
  /** Rows of each state that are looked at, at most. */
  readonly rows: number
}

/** Which rejections are looked at, and which of them are wanted. */
export interface RejectionLook {
  readonly sources?: readonly number[]
  readonly code?: string
  /** Found to have this cause: not all are looked at. */
  readonly cause?: string
  readonly from?: number
  readonly to?: number
  /** Behind this number, in the direction; null: from the end that it begins at. */
  readonly after: number | null
  readonly upwards: boolean
  readonly limit: number
  /** Rows that are looked at, at most. */
  readonly rows: number
}

/** Which counts over time. */
export interface SeriesQuery {
  readonly step: TallyStep
  /** Steps that begin from then on, and before then, in ms. */
  readonly from: number
  readonly to: number
  /** The events of one source alone; no deliveries unless a destination is named as well. */
  readonly source?: number
  /** The deliveries of one destination alone; no events unless a source is named as well. */
  readonly destination?: number
  /** So many sources and destinations, the busiest, count by themselves. */
  readonly most: number
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
  /** Of any of these. */
  readonly sources?: readonly number[]
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

/** Which events are counted. */
export interface EventCount {
  readonly after: number
  readonly upTo: number
  readonly source?: number
  readonly type?: string
  readonly verdict?: Verdict
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
