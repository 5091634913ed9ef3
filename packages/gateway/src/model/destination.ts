import type { Listening } from './listening.ts'
import type { Managed } from './managed.ts'
import type { InlineScheme } from './scheme-ref.ts'

/**
 * Deliveries with the same key go one at a time, in the order of their events: a later one waits until the
 * earlier is delivered. What has no key waits for nothing.
 */
export interface DeliveryOrder {
  /** A CEL expression over the event, such as `json.data.roomId`. */
  readonly key: string
  /**
   * After the last attempt of the first: `skip` lets it die and goes on with the next; `block` repeats the
   * last wait until it is delivered or discarded.
   */
  readonly whenDead: 'skip' | 'block'
}

/** How deliveries to one destination are tried and limited. */
export interface DeliveryPolicy {
  /** Waits before the second, third, … attempt, in ms. After the last the delivery is dead. */
  readonly retryScheduleMs: readonly number[]
  /** One attempt, connect to end of answer, in ms. */
  readonly timeoutMs: number
  /** Attempts in flight at once. */
  readonly concurrency: number
  /** Attempts a second; null for no limit. */
  readonly ratePerSecond: number | null
  /** Absent or null: in no order. */
  readonly order?: DeliveryOrder | null
  /**
   * Lanes that share its deliveries, so that as many gateways send to it at once. Absent: 1. Concurrency and
   * rate are divided among them; what has an order key stays in the first.
   */
  readonly shards?: number
}

/** An address, in the form of its kind: JSON that `transports/` reads. */
export type Address = Readonly<Record<string, unknown>>

/** The address of the first kind as every destination is shown with it, of another kind as well. */
export interface ShownAddress {
  /** Null where it is of another kind. */
  readonly url: string | null
  readonly allowPrivate: boolean
  readonly ca: string | null
}

/** The kind of a destination that says none, as all were before there were others. */
export const firstKind = 'push'

/**
 * The kind that has no address: its application asks for its deliveries over the API, is lent each for a while, and
 * says what came of it.
 */
export const pullKind = 'pull'

/** Where events go: an address, a signing scheme, limits. Its secrets stand beside it. */
export interface Destination {
  /** Small and never reused. */
  readonly number: number
  /** Public id, `dst_…`. */
  readonly id: string
  /** Unique among the destinations that are not deleted. */
  readonly name: string
  /** How it is reached: a kind of `transports/`, or `pull`. Absent: the first. Never changes. */
  readonly kind?: string
  /** Where it is. Of one of kind `pull` nothing is read. */
  readonly to: Address
  /** The name of the scheme that signs: in the catalogue, or of `inline`; `standard-webhooks` unless chosen. */
  readonly scheme: string
  /** The scheme itself, where it is one of its own. A gateway that knows no such thing sends nothing, by the name. */
  readonly inline?: InlineScheme
  /** Sent with each delivery. */
  readonly headers: Readonly<Record<string, string>>
  readonly policy: DeliveryPolicy
  /** Whose files declare it. Absent: nobody’s. */
  readonly managed?: Managed
  /** Of a listener's. Absent: it is none. */
  readonly listening?: Listening
  /** Whose it is: events published for this tenant reach it without a route. Absent or null: nobody's in particular. */
  readonly tenant?: string | null
  /** The types that it takes, see `model/subscription.ts`. Absent or empty: all. */
  readonly types?: readonly string[]
  /** Is sent to without a signature, on purpose. Absent: no. */
  readonly unsigned?: boolean
  /**
   * A paused destination's deliveries wait. Why it is paused: by hand, disabled by its health after days of
   * failure, or because it answered 410 (`gone`; a tenant's alone).
   */
  readonly paused: 'operator' | 'health' | 'gone' | null
  /** When somebody last resumed it or gave it another address, in ms: its health began anew then. Absent: never. */
  readonly resumedAt?: number
  readonly createdAt: number
  readonly deletedAt: number | null
}
