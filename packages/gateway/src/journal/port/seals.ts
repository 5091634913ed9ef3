import type { KeptKey } from '../../model/kept-key.ts'

/** Which key seals in a store, and what is sealed beside what is set up: what requests carried in secret. */
export interface SealStore {
  /** Null: no gateway with a key has opened it. */
  keptKey(): Promise<KeptKey | null>
  /**
   * Lets another key seal from now on.
   *
   * @param from - the fingerprint of the one that seals
   * @returns false where another one seals by now: nothing was done
   */
  keepKey(from: string, to: KeptKey): Promise<boolean>
  /**
   * The fingerprints of each gateway's keys that is on the store now, this one among them; an empty list for one that
   * does not tell, being of an earlier version.
   */
  keysOfGateways(): Promise<readonly (readonly string[])[]>
  /** Sealed headers of stored requests behind a number, in order; of so many numbers at a time as are held at ease. */
  sealedHeaders(of: SealedKind, after: number): Promise<SealedPage>
  /** Puts other sealed headers in the place of those, where they are still what they were; answers of how many. */
  resealHeaders(of: SealedKind, rows: readonly Resealed[]): Promise<number>
  /** Answers that are kept under idempotency keys, behind a key in their order, as many at a time; none: there are no more. */
  sealedAnswers(after: string): Promise<readonly SealedAnswer[]>
  /** Puts other sealed answers in the place of those, where they are still what they were; answers of how many. */
  resealAnswers(answers: readonly ResealedAnswer[]): Promise<number>
}

/** What has sealed headers. */
export type SealedKind = 'event' | 'rejection'

/** Some requests with sealed headers. */
export interface SealedPage {
  readonly rows: readonly SealedRow[]
  /** Where the next begins; null: there is none. */
  readonly next: number | null
}

/** Sealed headers, and what they are bound to. */
export interface SealedRow {
  readonly seq: number
  readonly source: number
  readonly receivedAt: number
  readonly sealed: Uint8Array
}

/** The same headers, sealed anew. */
export interface Resealed {
  readonly seq: number
  readonly was: Uint8Array
  readonly sealed: Uint8Array
}

/** An answer that is kept under an idempotency key, as it lies in the store. */
export interface SealedAnswer {
  readonly key: string
  readonly sealed: Uint8Array
}

/** The same answer, sealed anew. */
export interface ResealedAnswer extends SealedAnswer {
  readonly was: Uint8Array
}

/** How many numbers a page of sealed headers covers: of the largest that are taken, 16 MiB. */
export const sealedAtOnce = 256
