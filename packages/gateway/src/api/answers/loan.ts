/** A delivery that is lent to an application, as the API shows it to those who look on: without the lease. */
export interface LoanJson {
  readonly delivery: string
  readonly event: string
  /** 1 for the first. */
  readonly attempt: number
  readonly lentAt: string
  readonly leaseUntil: string
}
