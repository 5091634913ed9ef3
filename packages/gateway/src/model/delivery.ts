/** How a delivery ends: the last attempt's `final`. */
export type FinalState = 'delivered' | 'dead' | 'discarded'

/**
 * `pending` is a row of the queue. `undecided` is one, too, that is never due: whether the event goes there at all could
 * not be said.
 */
export type DeliveryState = 'pending' | 'undecided' | FinalState

/** When a delivery is due that waits for a decision, in ms: the last moment of JavaScript's calendar. */
export const undecidedDue = 8_640_000_000_000_000

/** What becomes of an undecided delivery: it is sent, or it is none. */
export interface Decision extends DeliveryKey {
  readonly to: { readonly due: number; readonly orderKey: string | null } | null
}

/**
 * What names one delivery: an event on its way to one lane, within one replay (0: the first sending).
 * The public id, `dlv_…`, is made of these three and the event's tag.
 */
export interface DeliveryKey {
  readonly seq: number
  readonly lane: number
  readonly replay: number
}

/** One try of a delivery. */
export interface Attempt {
  /** 1 for the first; 0 for an end without a try (a discard, an expired payload). */
  readonly n: number
  /** When it began. */
  readonly at: number
  /** How long it took, in ms. */
  readonly ms: number
  /** HTTP status of the answer; null where none came. */
  readonly status: number | null
  /** A closed error code; null where all went well. A delivered one has none, or `ERR_DELIVERY_ANSWER_CUT`. */
  readonly code: string | null
  /**
   * The start of the answer's body, cut off at 4 KiB; empty where there was none. Where no status came, the system's or
   * the TLS library's own code for the failure, if there is one.
   */
  readonly answer: Uint8Array
}

/** The end of a delivery without a try, for the reason that the code says. */
export function endWithoutTry(code: string, at: number): Attempt {
  return { n: 0, at, ms: 0, status: null, code, answer: new Uint8Array(0) }
}

/** An attempt as it is kept: `final` says that it ended the delivery, and how. */
export interface StoredAttempt extends Attempt {
  readonly final: FinalState | null
}

/** A delivery as it is listed. */
export interface Delivery extends DeliveryKey {
  /** The tag of its event, for the public ids. */
  readonly tag: number
  /** The number of its destination. */
  readonly destination: number
  readonly state: DeliveryState
  readonly attempts: number
  /** When it is tried next, in ms; null once settled, and while it is undecided. */
  readonly nextAttemptAt: number | null
  /** When its event was received, in ms. */
  readonly receivedAt: number
  /** When its last attempt began, or it was ended without one, in ms; null before the first. */
  readonly lastAt: number | null
  readonly lastStatus: number | null
  readonly lastCode: string | null
}
