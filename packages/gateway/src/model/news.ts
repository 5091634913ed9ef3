/** Something that the operator should know. Never a token or secret in `data`. */
export interface OperationalEvent {
  /** Such as `connection.inactive`. */
  readonly type: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly data: Readonly<Record<string, unknown>>
  /** Names what is told: of several gateways that tell it, one is taken. Absent: each is. */
  readonly once?: string
}

/** Publishes an operational event; it is routed, delivered and listed as any other. Never rejects. */
export type Raise = (event: OperationalEvent) => Promise<void>
