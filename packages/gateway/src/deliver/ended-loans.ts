import type { Live } from '../configuration/live.ts'
import type { Loan, LoanStore } from '../journal/port/loans.ts'
import { pullKind } from '../model/destination.ts'
import { afterFailure } from '../model/judge.ts'
import { StepLoop } from '../model/step-loop.ts'
import type { DeliveryLog } from './log.ts'
import type { LoanEnd, SettleLoans } from './settle-loans.ts'

/** How often loans that are over are looked for, in ms, and how many are ended in one step. */
const lookEveryMs = 1_000
const atOnce = 200
/** How many are looked at in one step where most are of deleted destinations, which take no part. */
const mostAtOnce = 12_800

export interface EndedLoansOptions {
  readonly journal: Pick<LoanStore, 'endedLoans'>
  readonly live: Pick<Live, 'current'>
  readonly settle: SettleLoans
  readonly log: DeliveryLog
  readonly now: () => number
  readonly random: () => number
}

/**
 * Loans that nobody has settled in time have failed, `ERR_DELIVERY_UNACKNOWLEDGED`: they are tried again by the
 * schedule, or dead after its end. Every gateway looks; of two that find the same one, one writes it down.
 */
export class EndedLoans {
  readonly #options: EndedLoansOptions
  /** By how much the clock was ahead before it was set back, in ms; 0 where it was not. */
  #wasAheadMs = 0
  readonly #loop = new StepLoop(async () => {
    await this.#look()
    return lookEveryMs
  }, lookEveryMs)

  constructor(options: EndedLoansOptions) {
    this.#options = options
  }

  start(): void {
    this.#loop.look()
  }

  /** Over once nothing is being written. */
  stop(): Promise<void> {
    return this.#loop.stop()
  }

  /**
   * The wall clock was set by so many ms. What was lent by a clock that was ahead ends by that clock, not so much later.
   */
  clockSet(byMs: number): void {
    this.#wasAheadMs = Math.max(0, this.#wasAheadMs - byMs)
  }

  async #look(): Promise<void> {
    const { journal, live, settle, log } = this.#options
    const { destinations } = live.current().configuration
    if (destinations.one('kind', pullKind) === undefined) return
    try {
      let limit = atOnce
      for (;;) {
        const loans = await journal.endedLoans(this.#options.now() + this.#wasAheadMs, limit)
        const ends = loans.flatMap((loan) => this.#endOf(loan) ?? [])
        const effects = await settle.end(ends.slice(0, atOnce))
        const more = loans.length === limit || ends.length > atOnce
        if (this.#loop.stopped || !more) return
        // Those left out stand first again in the next answer.
        const skipped = loans.length - ends.length
        const wider = Math.max(limit, Math.min(atOnce + 2 * skipped, mostAtOnce))
        if (!effects.includes(true) && (ends.length > 0 || wider === limit)) return
        limit = wider
      }
    } catch (error) {
      log.warn({ err: error }, 'loans that are over cannot be ended, trying again')
    }
  }

  /** What waits for a deleted destination is discarded by the owner of its lane. */
  #endOf(loan: Loan): LoanEnd | null {
    const { live, now, random } = this.#options
    // Lent by the clock of now, and not over yet.
    if (loan.due > now() && loan.lentAt <= now()) return null
    const destination = live.current().destinationOfLane(loan.lane)?.destination
    if (destination === undefined || destination.deletedAt !== null) return null
    const { attempts: n, earlier, lentAt: at, due } = loan
    const code = 'ERR_DELIVERY_UNACKNOWLEDGED'
    const ms = Math.max(0, due - at)
    const attempt = { n, at, ms, status: null, code, answer: new Uint8Array(0) }
    return {
      loan,
      due,
      next: { attempt, ...afterFailure(n - earlier, now(), destination.policy, random, 0) },
    }
  }
}
