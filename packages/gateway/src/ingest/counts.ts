/** A count that only grows. */
export interface Count {
  add(n?: number): void
}

/** What ingest counts. Labels come from closed lists and the configuration, never from a request. */
export interface IngestCounts {
  readonly accepted: Count
  readonly duplicates: Count
  /** By error code: what was not taken in, for whatever reason. */
  readonly refused: { of(code: string): Count }
  /** Rejections that were not kept, because their source's budget was spent. */
  readonly rejectionsOverBudget: Count
  readonly handshakes: Count
  /** By the name of the source. */
  readonly bySource: {
    readonly accepted: { of(source: string): Count }
    readonly refused: { of(source: string): Count }
    /** When the last event came, in seconds since 1970. */
    readonly last: { of(source: string): { value: number } }
  }
  /** Seconds from a request's last byte to its answer, of accepted events. */
  readonly answerSeconds: { observe(seconds: number): void }
}
