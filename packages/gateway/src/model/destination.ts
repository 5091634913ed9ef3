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
}

/** Where events go: a URL, a signing scheme, limits. Its secrets stand beside it. */
export interface Destination {
  /** Small and never reused. */
  readonly number: number
  /** Public id, `dst_…`. */
  readonly id: string
  /** Unique among the destinations that are not deleted. */
  readonly name: string
  readonly url: string
  /** The scheme that signs, by name; `standard-webhooks` unless chosen. */
  readonly scheme: string
  /** May resolve to loopback and private ranges; set by the operator's token only. */
  readonly allowPrivate: boolean
  /** Sent with each delivery. */
  readonly headers: Readonly<Record<string, string>>
  readonly policy: DeliveryPolicy
  /** A paused destination's deliveries wait. Why it is paused: by hand, or disabled by its health. */
  readonly paused: 'operator' | 'health' | null
  readonly createdAt: number
  readonly deletedAt: number | null
}
