/** Undecided deliveries are counted up to so many. */
export const mostUndecided = 10_000

/**
 * Totals since the store was made, whatever retention has removed since; `rejections` and `pending` are what
 * there is now. A settled delivery that is queued again counts as pending and no more as what it was.
 */
export interface JournalStats {
  readonly events: number
  readonly verified: number
  readonly authenticated: number
  readonly unsigned: number
  readonly published: number
  readonly backfilled: number
  readonly duplicates: number
  /** Kept now. */
  readonly rejections: number
  readonly deliveries: {
    /** With those that are undecided. */
    readonly pending: number
    readonly delivered: number
    readonly dead: number
    readonly discarded: number
  }
  /**
   * Of the pending ones those that wait for a decision, now; `mostUndecided` stands for that many and more, so that what
   * counting costs is bounded.
   */
  readonly undecided: number
  /** When the oldest pending delivery was due, in ms; null where none waits but for a decision. */
  readonly oldestDue: number | null
}
