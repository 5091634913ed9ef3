import type { Live } from '../configuration/live.ts'
import type { Loan, LoanSettlement, LoanStore } from '../journal/port/loans.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { Happening } from './happening.ts'
import type { DeliveryLog, DeliveryMetrics } from './log.ts'

/** What settling loans is made of. */
export interface SettleLoansOptions {
  readonly journal: Pick<LoanStore, 'settleLoans'> & Pick<LookStore, 'event'>
  readonly live: Pick<Live, 'current'>
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  readonly now: () => number
  readonly onHappening: (happening: Happening) => void
  /** Rows of these lanes may be due now: others of an order key, or what is tried again at once. */
  readonly onQueued: (lanes: readonly number[]) => void
}

/** One end of a loan. `due`: only where it still ends then. */
export interface LoanEnd {
  readonly loan: Loan
  readonly next: LoanSettlement['next']
  readonly due?: number
}

/** Writes down what became of loans; counts it, and tells of the dead. */
export class SettleLoans {
  readonly #options: SettleLoansOptions

  constructor(options: SettleLoansOptions) {
    this.#options = options
  }

  /** Answers for each whether it took effect. Rejects as the journal does. */
  async end(ends: readonly LoanEnd[]): Promise<readonly boolean[]> {
    if (ends.length === 0) return []
    const { journal, live, metrics, onQueued } = this.#options
    const effects = await journal.settleLoans(
      ends.map(({ loan: { seq, lane, replay, lease }, next, due = null }) => {
        return { seq, lane, replay, lease, due, next }
      }),
    )
    const done = ends.filter((_, index) => effects[index] === true)
    for (const { loan, next } of done) {
      if (!('attempt' in next)) continue
      metrics.attempts.of(next.attempt.code ?? 'ok').add()
      const name = live.current().destinationOfLane(loan.lane)?.destination.name
      const outcome = 'state' in next && next.state === 'delivered' ? 'delivered' : 'failed'
      if (name !== undefined) metrics.byDestination.of(name, outcome).add()
      if ('state' in next && next.state === 'dead') void this.#tellDead(loan, next.attempt.code)
    }
    if (done.length > 0) onQueued([...new Set(done.map(({ loan }) => loan.lane))])
    return effects
  }

  /** Nobody got these. Where the journal does not take them back, their leases end by themselves. */
  async takeBack(loans: readonly Loan[]): Promise<void> {
    if (loans.length === 0) return
    const backAt = this.#options.now()
    try {
      await this.end(loans.map((loan) => ({ loan, next: { backAt } })))
    } catch (error) {
      this.#options.log.warn(
        { err: error, loans: loans.length },
        'loans that nobody got cannot be taken back',
      )
    }
  }

  async #tellDead({ lane, seq }: Loan, code: string | null): Promise<void> {
    const { journal, live, onHappening } = this.#options
    const destination = live.current().destinationOfLane(lane)?.destination
    const event = await journal.event(seq).catch(() => null)
    if (destination !== undefined) onHappening({ what: 'dead', destination, event, code })
  }
}
