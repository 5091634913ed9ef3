import type { Attempt, DeliveryKey, FinalState } from '../../model/delivery.ts'
import type { QueueRow } from './queue.ts'

/** What is lent to applications that ask for their deliveries. */
export interface LoanStore {
  /**
   * Lends due rows of one lane to an application that asks for them: in the order of `due` and by its rule for
   * order keys, and none of a key of which another is lent. Each counts an attempt more, gets a lease, and is
   * due again at the loan's end, in one commit. Calls for one lane wait for each other, whichever gateway makes
   * them: a row is lent once. Ends before the row that brings the bodies over `maxBytes`, unless it is the first.
   */
  lend(lending: Lending): Promise<readonly Loan[]>
  /** The loans of these leases; null where there is none any more: settled, given back, or lent anew. */
  loans(leases: readonly Lease[]): Promise<readonly (Loan | null)[]>
  /** Loans of all lanes that are over by `now`, by when they ended. */
  endedLoans(now: number, limit: number): Promise<readonly Loan[]>
  /** Loans of one lane, over or not, by when they end. */
  lentIn(lane: number, limit: number): Promise<readonly Loan[]>
  /**
   * Ends, defers, extends or takes back what is lent, each guarded by its lease. Answers for each whether it
   * took effect; `false` means that the lease is no more, and nothing is changed.
   */
  settleLoans(settlements: readonly LoanSettlement[]): Promise<readonly boolean[]>
}

/** What one call may lend. */
export interface Lending {
  readonly lane: number
  readonly now: number
  /** When the loans end, in ms. */
  readonly until: number
  readonly limit: number
  /** Of the bodies in all; the first row is lent whatever its size. */
  readonly maxBytes: number
}

/** A delivery under a lease: 48 random bits, which nobody knows but who was lent the row. */
export interface Lease extends DeliveryKey {
  readonly lease: number
}

/** A row that is lent: `attempts` counts the one that the loan is, `due` is when the loan ends. */
export interface Loan extends QueueRow {
  readonly lease: number
  readonly lentAt: number
}

/** What becomes of a loan. `due`: only where it still ends then; null: whenever it ends. */
export interface LoanSettlement extends Lease {
  readonly due: number | null
  readonly next:
    | { readonly attempt: Attempt; readonly state: FinalState }
    | { readonly attempt: Attempt; readonly retryAt: number }
    /** The loan goes on until then. */
    | { readonly until: number }
    /** It was no attempt: nobody got it. Due again then. */
    | { readonly backAt: number }
}
