/** Something that is made once, however often it is asked for under one idempotency key. */
export interface BegunOnce {
  /** Of whoever asks and its key: a hash, so that neither stands in the store. */
  readonly key: string
  /** Stands for what is asked for: the same for the same. */
  readonly request: string
  /** Until when a repeat is known. */
  readonly expiresAt: number
}

/** What is known of something that was begun under a key. */
export interface KnownRepeat {
  readonly request: string
  /** As it was answered, sealed; null while it is under way, or where it ended without one. */
  readonly answer: Uint8Array | null
}
