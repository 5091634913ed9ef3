/** What delivery says of itself; pino's logger fits. */
export interface DeliveryLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** What delivery counts. */
export interface DeliveryMetrics {
  /** Attempts by code; `ok` for those that delivered. */
  readonly attempts: { of(code: string): { add(): void } }
  /** Attempts by the destination's name, `delivered` or `failed`. */
  readonly byDestination: { of(destination: string, outcome: 'delivered' | 'failed'): { add(): void } }
  /** Seconds from receipt to the answer of the attempt that delivered. */
  readonly latency: { observe(seconds: number): void }
}
