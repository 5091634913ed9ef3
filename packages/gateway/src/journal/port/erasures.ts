import type { DeliveryKey } from '../../model/delivery.ts'
import type { Erasure, ErasurePart, NewErasure } from '../../model/erasure.ts'

/** Erasures, and what they take out. */
export interface ErasureStore {
  /**
   * Keeps a new erasure, running, of all that is stored at this moment: what comes later is no part of it.
   * Numbered from 1; kept for good.
   */
  createErasure(erasure: NewErasure): Promise<Erasure>
  erasure(number: number): Promise<Erasure | null>
  /** Newest first, below `before` where given. */
  erasures(query: { before?: number; limit: number }): Promise<readonly Erasure[]>
  /** Ends one that runs: what was found is still purged. Null where it does not run, or there is none. */
  cancelErasure(number: number): Promise<Erasure | null>
  /** The oldest that is not over, for this owner to work on for `leaseMs`; null where another works on it. */
  takeErasure(owner: string, leaseMs: number): Promise<Erasure | null>
  /**
   * Takes the content of events out, in one commit with the cursor: payload, type, provider's id and content
   * type, the answers kept of attempts, and kept rejections with the same bytes from the same source; what is
   * pending ends as discarded, ERR_EVENT_ERASED. Answers what it discarded. The row of the event stays, with
   * `erasedAt`, and the ledger knows its repeats. Null where the cursor no longer stands at `from`, or it does
   * not run: nothing was done.
   */
  erase(part: ErasurePart): Promise<readonly DeliveryKey[] | null>
  /** Puts another hash of an erasure's filter in the place of its own. */
  keepFilterHash(number: number, hash: string): Promise<void>
  /**
   * A bounded step of removing what was taken out from the disk as well. The filter is forgotten first.
   * `wait`: something in the store is in the way, try again in a while. `done`: not a byte of it is in the
   * store's files any more, and the erasure has ended.
   */
  purge(number: number, now: number): Promise<'more' | 'wait' | 'done'>
}
