import type { LiveSource } from '../configuration/live.ts'
import type { IntakeStore } from '../journal/port/intake.ts'
import { formatId } from '../model/id.ts'
import { type Candidate, payloadOf } from './accept.ts'
import type { IngestCounts } from './counts.ts'
import type { KeptRefusal } from './refusal-causes.ts'
import { RejectionBudget } from './rejection-budget.ts'
import type { HeaderSeal } from './sealed-headers.ts'

/** Why a request was refused. */
export interface RefusalReason {
  readonly code: string
  readonly explanation: string
}

export interface RejectionsOptions {
  readonly journal: Pick<IntakeStore, 'reject'>
  readonly seal: HeaderSeal
  readonly counts: Pick<IngestCounts, 'rejectionsOverBudget'>
  /** Told of each that is kept. */
  readonly onKept: (kept: KeptRefusal) => void
  readonly log: { warn(about: object, message: string): void }
}

/** Keeps refused requests within their source's budget; beyond it they are counted alone. */
export class Rejections {
  readonly #options: RejectionsOptions
  readonly #budget = new RejectionBudget()
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(options: RejectionsOptions) {
    this.#options = options
  }

  /**
   * Keeps one where the budget allows it.
   *
   * @param held - it is answered 200, and only once it is on disk
   * @returns null where it is not kept; else a promise of its commit, which rejects as `Journal.reject` does
   */
  keep(
    live: LiveSource,
    candidate: Candidate,
    reason: RefusalReason,
    network: string,
    held: boolean,
  ): Promise<unknown> | null {
    const { source } = live
    if (!this.#budget.take(source, network, candidate.receivedAt)) {
      this.#options.counts.rejectionsOverBudget.add()
      return null
    }
    const { count, bytes } = source.policy.rejections
    const commit = this.#options.journal.reject([
      {
        source: source.number,
        code: reason.code,
        explanation: reason.explanation,
        receivedAt: candidate.receivedAt,
        network,
        held,
        payload: payloadOf(candidate, live, this.#options.seal),
        budget: { count, bytes },
      },
    ])
    this.#underWay.add(commit)
    commit
      .then(
        ([kept]) => {
          this.#tell(live, reason.code, held, kept)
          if (kept === undefined) return
          const { receivedAt, body } = candidate
          const { code } = reason
          this.#options.onKept({ source: source.number, code, ...kept, receivedAt, size: body.length })
        },
        (error: unknown) => this.#options.log.warn({ err: error }, 'a rejection could not be kept'),
      )
      .finally(() => this.#underWay.delete(commit))
    return commit
  }

  /** A line of its own: what is held was answered 200, and nobody else will hear of it. */
  #tell(live: LiveSource, code: string, held: boolean, kept: { seq: number; tag: number } | undefined): void {
    const rejection = kept === undefined ? null : formatId('rej', kept.seq, kept.tag)
    const text = held
      ? 'a request was refused and is held; its sender was told 200'
      : 'a request was refused and is kept'
    this.#options.log.warn({ source: live.source.name, code, rejection }, text)
  }

  /** Resolves once all that are under way are over. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }
}
