import type { Managed } from './managed.ts'

/** Source → destination, with a filter. */
export interface Route {
  /** Public id, `rte_…`. */
  readonly id: string
  /** The id of a source. */
  readonly source: string
  /** The id of a destination. */
  readonly destination: string
  /** A CEL expression over the event; null lets all pass. */
  readonly filter: string | null
  /** Whose files declare it. Absent: nobody’s. */
  readonly managed?: Managed
  readonly createdAt: number
}
