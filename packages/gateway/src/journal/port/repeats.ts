import type { BegunOnce, KnownRepeat } from '../../model/repeat.ts'

/** What has been made under idempotency keys. */
export interface RepeatStore {
  /**
   * Keeps that something is begun under a key. Null: it may go on, for nothing is known under it, or what was has ended;
   * of many who begin at the same time one may. Else what is known under that key, and nothing is changed. Retention takes
   * what has ended.
   */
  beginOnce(begun: BegunOnce, now: number): Promise<KnownRepeat | null>
  /** Keeps what it was answered with. */
  endOnce(key: string, answer: Uint8Array): Promise<void>
  /** It came to nothing: it may be begun anew. */
  forgetOnce(key: string): Promise<void>
}
