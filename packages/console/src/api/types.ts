// What the API answers, as `packages/gateway/src/api/shapes` describe it; a test compares the two.

/** How far an event was proven. */
export type Verdict = 'verified' | 'authenticated' | 'unsigned' | 'published' | 'backfilled'

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly previous?: string | null
  /** How far in time was looked, where a page is not full since only so much is looked at in one call. */
  readonly lookedTo?: string | null
  readonly estimate?: { readonly count: number; readonly exact: boolean }
}

export type Headers = Readonly<Record<string, string | readonly string[]>>

export interface Event {
  readonly id: string
  readonly source: string
  readonly type: string | null
  readonly verdict: Verdict
  readonly secret: string | null
  readonly providerEventId: string | null
  readonly receivedAt: string
  readonly size: number
  readonly contentType: string | null
  readonly sameBytesAs: string | null
  readonly erasedAt: string | null
  readonly method?: string
  readonly headers?: Headers | null
}

export interface Attempt {
  readonly n: number
  readonly at: string
  readonly ms: number
  readonly status: number | null
  readonly error: string | null
  readonly answer: string
  readonly cause: string | null
  readonly reason: string | null
}

export type DeliveryState = 'pending' | 'undecided' | 'delivered' | 'dead' | 'discarded'

export interface Delivery {
  readonly id: string
  readonly event: string
  readonly destination: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly replay: string | null
  readonly nextAttemptAt: string | null
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly tries?: readonly Attempt[]
}

export interface Rejection {
  readonly id: string
  readonly source: string
  readonly code: string
  readonly explanation: string
  readonly receivedAt: string
  readonly size: number
  readonly network: string
  readonly held: boolean
  readonly method?: string
  readonly headers?: Headers
  readonly diagnosis?: Diagnosis | null
}

export interface Diagnosis {
  readonly matched: boolean
  readonly codes: readonly string[]
  readonly cause: string
  readonly confidence: 'proven' | 'likely' | 'unknown'
  readonly evidence: readonly string[]
  readonly fix: string
  readonly work: { readonly trials: number; readonly bytes: number; readonly complete: boolean } | null
}

export interface Secret {
  readonly id: string
  readonly notBefore: string | null
  readonly expiresAt: string | null
  readonly createdAt: string
}

export interface Source {
  readonly id: string
  readonly name: string
  readonly scheme: string | { readonly name: string; readonly title?: string }
  readonly params: Readonly<Record<string, unknown>>
  readonly unsigned: boolean
  readonly state: 'enrolling' | 'live'
  readonly url: string | null
  readonly secrets: readonly Secret[]
  readonly onMismatch: 'refuse' | 'hold'
  readonly maxBodyBytes: number
  readonly ratePerSecond: number | null
  readonly toleranceSeconds: number | null
  readonly dropSameBytesWithinMs: number | null
  readonly silentAfterMs: number | null
  readonly rejections: { readonly count: number; readonly bytes: number; readonly perSecond: number }
  readonly createdAt: string
  /** What is doubtful about it, and in the answer that makes it about a secret that was given. */
  readonly warnings?: readonly string[]
  /** What sets it up beside people, such as a file; absent or null: nothing does. */
  readonly managedBy?: string | null
  /** Whether it is otherwise than that says. */
  readonly drifted?: boolean
}

export interface Destination {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly address: string | null
  readonly url?: string | null
  readonly scheme: string | { readonly name: string; readonly title?: string }
  readonly tenant: string | null
  readonly types: readonly string[]
  readonly unsigned: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly retryScheduleMs: readonly number[]
  readonly timeoutMs: number
  readonly concurrency: number
  readonly order: { readonly key: string; readonly whenDead: 'skip' | 'block' } | null
  readonly paused: 'operator' | 'health' | 'gone' | null
  readonly health: {
    readonly state: 'healthy' | 'slowing' | 'probing' | 'disabled'
    readonly failures: number
    readonly failingSince: string | null
  }
  readonly secrets: readonly Secret[]
  readonly ratePerSecond: number | null
  readonly createdAt: string
  /** In the answer that makes it alone. */
  readonly secret?: string
  readonly managedBy?: string | null
  readonly drifted?: boolean
}

export interface Stats {
  readonly events: number
  readonly verified: number
  readonly authenticated: number
  readonly unsigned: number
  readonly published: number
  readonly backfilled: number
  readonly duplicates: number
  readonly rejections: number
  readonly deliveries: {
    readonly pending: number
    readonly delivered: number
    readonly dead: number
    readonly discarded: number
  }
  readonly undecided: number
  readonly oldestDue: string | null
}

export interface Replay {
  readonly id: string
  readonly state: 'running' | 'paused' | 'canceled' | 'done'
  readonly destination: string | null
  readonly source: string | null
  readonly type: string | null
  readonly verdict: string | null
  readonly from: string | null
  readonly to: string | null
  readonly filter: string | null
  readonly named: number | null
  readonly ratePerSecond: number
  readonly events: number
  readonly progress: number
  readonly createdAt: string
  readonly endedAt: string | null
}
