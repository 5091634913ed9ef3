/** A count that only grows. */
export interface Count {
  add(n?: number): void
}

/** What ingest counts. Labels come from closed lists alone, never from a request. */
export interface IngestCounts {
  readonly accepted: Count
  readonly duplicates: Count
  /** By error code: what was not taken in, for whatever reason. */
  readonly refused: { of(code: string): Count }
  /** Rejections that were not kept, because their source's budget was spent. */
  readonly rejectionsOverBudget: Count
  readonly handshakes: Count
  /** Seconds from a request's last byte to its answer, of accepted events. */
  readonly answerSeconds: { observe(seconds: number): void }
}
