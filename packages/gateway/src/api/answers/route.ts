import type { ManagedJson } from './managed.ts'

/** What goes from a source to a destination, as the API shows it. */
export interface RouteJson extends ManagedJson {
  readonly id: string
  readonly source: string
  readonly destination: string
  readonly filter: string | null
  readonly createdAt: string
  /** Another one says that somebody has changed it. */
  readonly etag: string
}

/** An event on which a filter was tried, and what it would have done. */
export interface TriedEventJson {
  readonly event: string
  readonly source: string
  readonly type: string | null
  readonly receivedAt: string
  readonly result: 'match' | 'no match' | 'error' | 'content gone'
}

/** What a filter would have let pass of past events. */
export interface FilterTrialJson {
  readonly tried: number
  readonly matched: number
  readonly failed: number
  readonly items: TriedEventJson[]
}
