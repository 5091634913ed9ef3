import type { DeliveryState } from '../../model/delivery.ts'

/** One try of a delivery as the API shows it. */
export interface AttemptJson {
  readonly n: number
  readonly at: string
  readonly ms: number
  readonly status: number | null
  readonly error: string | null
  readonly answer: string
  readonly cause: string | null
  readonly reason: string | null
}

/** A delivery as the API shows it. */
export interface DeliveryJson {
  readonly id: string
  readonly event: string
  readonly destination: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly replay: string | null
  readonly receivedAt: string
  readonly lastAttemptAt: string | null
  readonly nextAttemptAt: string | null
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly tries?: AttemptJson[] | undefined
}

/** What came of a test, sent as any delivery is. */
export interface TestAttemptJson extends AttemptJson {
  /** The `webhook-id` under which it was sent. */
  readonly id: string
  readonly delivered: boolean
}
