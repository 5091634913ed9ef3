import type { Attempt, DeliveryKey, FinalState } from '../model/delivery.ts'
import type { QueueRow } from './journal.ts'

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
