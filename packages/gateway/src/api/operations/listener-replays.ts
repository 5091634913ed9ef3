import type { Act } from '../../model/act.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'

/** How fast what came before is replayed, in events a second. */
const replayRate = 1000
/** Replays that are looked through at a time. */
const page = 100

/** What came before is replayed to listeners: to each from one moment at a time, so that a new wish ends what still runs. */
export class ListenerReplays {
  readonly #context: ApiContext
  /** One wish after the other: two at once would both find nothing to end. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(context: ApiContext) {
    this.#context = context
  }

  /** Replays to a destination, by its number, what its sources took in since. Rejects as the journal does. */
  async since(destination: number, sources: readonly string[], from: number, act: Act): Promise<void> {
    const { journal, live, now, replaysChanged } = this.#context
    await this.#inTurn(async () => {
      await this.#cancel(destination, act)
      const [newest] = await journal.events({ limit: 1 })
      for (const source of sources) {
        await journal.by(act, now()).createReplay({
          selection: {
            source: findSource(live.current().configuration, source).number,
            ...{ events: null, type: null, verdict: null, from, to: null, filter: null },
          },
          ...{ destination, ratePerSecond: replayRate, upto: newest?.seq ?? 0, createdAt: now() },
        })
      }
    })
    replaysChanged()
  }

  /** Ends what still is replayed to a destination. Rejects as the journal does. */
  async end(destination: number, act: Act): Promise<void> {
    await this.#inTurn(() => this.#cancel(destination, act))
    this.#context.replaysChanged()
  }

  async #cancel(destination: number, act: Act): Promise<void> {
    const { journal, now } = this.#context
    let before: number | undefined
    for (;;) {
      const running = await journal.replays({
        running: true,
        limit: page,
        ...(before !== undefined && { before }),
      })
      for (const one of running)
        if (one.destination === destination)
          await journal.by(act, now()).changeReplay(one.number, 'canceled', now())
      before = running.at(-1)?.number
      if (before === undefined || running.length < page) return
    }
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#last.then(work, work)
    this.#last = mine.catch(() => undefined)
    await mine
  }
}
