import type { LiveDestination } from '../configuration/live.ts'
import type { Lease, Loan, LoanSettlement, LoanStore } from '../journal/port/loans.ts'
import { afterFailure } from '../model/judge.ts'
import { longestRetryAfterMs } from '../model/retry-after.ts'
import type { SettleLoans } from './settle-loans.ts'

/** What an application says of a delivery that it was lent. */
export interface Report {
  readonly lease: Lease
  readonly outcome: 'delivered' | 'failed'
  /** The HTTP status of whoever it was forwarded to. */
  readonly status: number | null
  /** Kept as the attempt's answer. */
  readonly reason: string
  /** Not again before then, in ms from now; at most an hour counts. */
  readonly retryAfterMs: number | null
}

/** What a report or an extension came to; null where the lease is no more. */
export type LoanState = { readonly state: 'delivered' | 'dead' } | { readonly dueAt: number } | null

export interface LoanReportsOptions {
  readonly journal: Pick<LoanStore, 'loans'>
  readonly settle: SettleLoans
  readonly now: () => number
  readonly random: () => number
}

/** What applications say of the deliveries that they were lent. */
export class LoanReports {
  readonly #options: LoanReportsOptions

  constructor(options: LoanReportsOptions) {
    this.#options = options
  }

  /** Writes down what came of deliveries; in the order of the reports. Rejects as the journal does. */
  async report(
    { destination, lanes }: LiveDestination,
    reports: readonly Report[],
  ): Promise<readonly LoanState[]> {
    return await this.#change(lanes, reports, (loan, report, now) => {
      const { attempts: n, earlier, lentAt: at } = loan
      const { outcome, status, reason, retryAfterMs } = report
      const code = outcome === 'failed' ? 'ERR_DELIVERY_UNPROCESSED' : null
      const answer = Buffer.from(reason, 'utf8')
      const attempt = { n, at, ms: Math.max(0, now - at), status, code, answer }
      if (outcome === 'delivered') return { attempt, state: 'delivered' }
      const notBefore = now + Math.min(retryAfterMs ?? 0, longestRetryAfterMs)
      return {
        attempt,
        ...afterFailure(n - earlier, now, destination.policy, this.#options.random, notBefore),
      }
    })
  }

  /** Lets loans go on for so long from now. Rejects as the journal does. */
  async extend(
    { lanes }: LiveDestination,
    leases: readonly Lease[],
    leaseMs: number,
  ): Promise<readonly LoanState[]> {
    const wanted = leases.map((lease) => ({ lease }))
    return await this.#change(lanes, wanted, (_loan, _one, now) => ({ until: now + leaseMs }))
  }

  async #change<One extends { readonly lease: Lease }>(
    lanes: LiveDestination['lanes'],
    ones: readonly One[],
    nextOf: (loan: Loan, one: One, now: number) => LoanSettlement['next'],
  ): Promise<readonly LoanState[]> {
    const { journal, settle, now } = this.#options
    const own = new Set(lanes.map(({ number }) => number))
    // A lease of another destination is none here.
    const known = ones.flatMap((one, index) => (own.has(one.lease.lane) ? [{ one, index }] : []))
    const loans = await journal.loans(known.map(({ one }) => one.lease))
    const at = now()
    const ends = known.flatMap(({ one, index }, place) => {
      const loan = loans[place] ?? null
      return loan === null ? [] : [{ index, loan, next: nextOf(loan, one, at) }]
    })
    const effects = await settle.end(ends)
    const states: LoanState[] = ones.map(() => null)
    for (const [place, { index, next }] of ends.entries()) {
      if (effects[place] === true) states[index] = stateOf(next)
    }
    return states
  }
}

function stateOf(next: LoanSettlement['next']): LoanState {
  if ('until' in next) return { dueAt: next.until }
  if ('retryAt' in next) return { dueAt: next.retryAt }
  return 'state' in next && next.state !== 'discarded' ? { state: next.state } : null
}
