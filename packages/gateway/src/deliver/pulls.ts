import type { Live, LiveDestination } from '../configuration/live.ts'
import type { LoanStore } from '../journal/port/loans.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { QueueStore } from '../journal/port/queue.ts'
import { pullKind } from '../model/destination.ts'
import { Refusal } from '../model/refusal.ts'
import type { DeliverySigner, Forwarding } from './delivery-message.ts'
import { EndedLoans } from './ended-loans.ts'
import type { Happening } from './happening.ts'
import { type Lent, lend, type Wanted } from './lend.ts'
import { LoanReports } from './loan-reports.ts'
import type { DeliveryLog, DeliveryMetrics } from './log.ts'
import { type Place, PullRoom } from './pull-room.ts'
import { QueueNews } from './queue-news.ts'
import { SettleLoans } from './settle-loans.ts'
import { createDeliverySigner } from './signing.ts'

export interface PullsOptions {
  readonly journal: Pick<QueueStore, 'due'> & LoanStore & Pick<LookStore, 'payloads' | 'event'>
  readonly live: Pick<Live, 'current'>
  readonly sourceOf: (source: number) => Forwarding
  readonly log: DeliveryLog
  readonly metrics: DeliveryMetrics
  readonly now: () => number
  readonly random: () => number
  readonly onHappening: (happening: Happening) => void
}

/** Loans that are taken back in one step. */
const mostTakenBack = 200

/** How long a pull waits between two looks of its own, in ms: for what falls due, and for news that was lost. */
const lookEveryMs = 1_000

/**
 * Destinations of kind `pull`: lends their deliveries to applications that ask, whichever gateway they ask, and
 * writes down what comes of them. What an owner's memory holds for pushes lies in the journal here.
 */
export class Pulls {
  /** Takes what applications say of their loans. */
  readonly reports: LoanReports
  readonly #options: PullsOptions
  readonly #news = new QueueNews()
  readonly #room = new PullRoom()
  readonly #settle: SettleLoans
  readonly #ended: EndedLoans
  readonly #signers = new WeakMap<LiveDestination, { readonly signer: DeliverySigner | null }>()
  /** The last lending of each destination: one looks after the other. */
  readonly #turns = new Map<number, Promise<unknown>>()
  #stopped = false

  constructor(options: PullsOptions) {
    this.#options = options
    this.#settle = new SettleLoans({ ...options, onQueued: (lanes) => this.queued(lanes) })
    this.reports = new LoanReports({ ...options, settle: this.#settle })
    this.#ended = new EndedLoans({ ...options, settle: this.#settle })
  }

  start(): void {
    this.#ended.start()
  }

  /** The wall clock was set by so many ms. */
  clockSet(byMs: number): void {
    this.#ended.clockSet(byMs)
  }

  /** Answers what waits with nothing, and lends no more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#news.tellAll()
    await this.#ended.stop()
  }

  /** Rows may have been queued in these lanes. */
  queued(lanes: Iterable<number>): void {
    this.#news.tell(lanes)
  }

  /** Whether nobody waits for anything to be queued. */
  get idle(): boolean {
    return this.#news.idle
  }

  /**
   * Lends what is due, or what falls due within `waitMs`; nothing where nothing does, or the destination is
   * paused. Throws `Refusal`, and as the journal does.
   *
   * @param wanted.waitMs - in ms
   * @param wanted.refuse - throws where whoever asks may have nothing any more: asked before each look. Absent: never
   * @param gone - aborted when the connection closes: before the answer, nothing stays lent; after it, the
   *   answer's memory is free again
   */
  async pull(
    live: LiveDestination,
    wanted: Wanted & { readonly waitMs: number; readonly refuse?: () => void },
    gone: AbortSignal,
  ): Promise<readonly Lent[]> {
    const { id, number, kind } = live.destination
    const lane = live.lanes[0]?.number
    if (kind !== pullKind || lane === undefined) throw new Refusal('ERR_DESTINATION_KIND')
    if (this.#stopped) throw new Refusal('ERR_STOPPING')
    const place = this.#room.enter(number)
    const news = this.#news.listen(lane)
    const until = performance.now() + wanted.waitMs
    gone.addEventListener('abort', () => place.leave(), { once: true })
    try {
      for (;;) {
        const now = this.#options.live.current().destination(id)
        if (now === undefined || this.#stopped || gone.aborted) return []
        wanted.refuse?.()
        const lent = now.destination.paused === null ? await this.#lend(now, lane, wanted, place, gone) : []
        if (lent.length > 0) return lent
        const leftMs = until - performance.now()
        if (leftMs <= 0) return []
        await news.wait(Math.min(leftMs, lookEveryMs), gone)
      }
    } finally {
      news.end()
      if (gone.aborted) place.leave()
    }
  }

  /**
   * Takes back all that is lent of a destination whose puller is another now: nobody waits for what the one before had
   * until its loans end. Rejects as the journal does.
   */
  async takeBack({ lanes }: LiveDestination): Promise<void> {
    const lane = lanes[0]?.number
    if (lane === undefined) return
    await this.#inTurn(lane, async () => {
      for (;;) {
        const loans = await this.#options.journal.lentIn(lane, mostTakenBack)
        const backAt = this.#options.now()
        const effects = await this.#settle.end(loans.map((loan) => ({ loan, next: { backAt } })))
        if (loans.length < mostTakenBack || !effects.includes(true)) return
      }
    })
  }

  async #lend(
    live: LiveDestination,
    lane: number,
    wanted: Wanted,
    place: Place,
    gone: AbortSignal,
  ): Promise<readonly Lent[]> {
    const { journal, now } = this.#options
    const signer = this.#signerOf(live)
    if (signer === null) throw new Refusal('ERR_DELIVERY_UNSIGNABLE')
    return await this.#inTurn(lane, async () => {
      // A look writes nothing; a lending of nothing would wait for the disk.
      if (gone.aborted || (await journal.due(lane, now(), null, 1)).length === 0) return []
      // Many may have come to wait while all was empty.
      place.check()
      const lent = await lend(live, signer, wanted, { ...this.#options, settle: this.#settle })
      place.hold(lent.reduce((bytes, { payload }) => bytes + payload.body.byteLength, 0))
      if (!gone.aborted) return lent
      await this.#settle.takeBack(lent.map(({ loan }) => loan))
      return []
    })
  }

  #inTurn<T>(lane: number, work: () => Promise<T>): Promise<T> {
    const mine = (this.#turns.get(lane) ?? Promise.resolve()).then(work, work)
    this.#turns.set(lane, mine)
    const forget = (): void => {
      if (this.#turns.get(lane) === mine) this.#turns.delete(lane)
    }
    mine.then(forget, forget)
    return mine
  }

  #signerOf(live: LiveDestination): DeliverySigner | null {
    const known = this.#signers.get(live)
    if (known !== undefined) return known.signer
    const signer = createDeliverySigner(live)
    this.#signers.set(live, { signer })
    return signer
  }
}
