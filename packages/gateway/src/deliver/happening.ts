import type { Destination } from '../model/destination.ts'
import type { StoredEvent } from '../model/event.ts'
import type { Health, HealthNews } from '../model/health.ts'

/** What the operator may want to hear of deliveries. */
export type Happening =
  /** The destination's health has changed, or has been bad for long. */
  | { readonly what: Exclude<HealthNews, 'gone'>; readonly destination: Destination; readonly health: Health }
  /** A delivery has died; the event is null where its content is gone. */
  | {
      readonly what: 'dead'
      readonly destination: Destination
      readonly event: StoredEvent | null
      readonly code: string | null
    }
  /** The destination answered 410: it wants no more. `paused`: it gets no more until somebody resumes it. */
  | { readonly what: 'gone'; readonly destination: Destination; readonly paused: boolean }
