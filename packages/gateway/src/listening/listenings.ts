import { type Act, ownAct } from '../model/act.ts'
import type { Destination } from '../model/destination.ts'
import { pullKind } from '../model/destination.ts'
import { StepLoop } from '../model/step-loop.ts'
import { endListening, settleListening } from '../setup/listening.ts'
import type { Setup } from '../setup/setup.ts'
import { type GiveBackParts, giveBack } from './give-back.ts'

const lookEveryMs = 2_000
/** After a start those who could not be heard from meanwhile are given this long to come back, in ms. */
const graceMs = 10_000

export interface ListeningsOptions extends GiveBackParts {
  readonly setup: Pick<Setup, 'by'>
  readonly log: { info(about: object, message: string): void; warn(about: object, message: string): void }
}

/**
 * Looks after listeners: ends claims, and listeners, that are not heard from any more, and gives back what waits for
 * them. Every gateway looks; what two of them do at once comes to the same.
 */
export class Listenings {
  readonly #options: ListeningsOptions
  #grace: NodeJS.Timeout | undefined
  readonly #loop = new StepLoop(async () => {
    await this.#look()
    return lookEveryMs
  }, lookEveryMs)

  constructor(options: ListeningsOptions) {
    this.#options = options
  }

  start(): void {
    this.#grace = setTimeout(() => this.#loop.look(), graceMs)
    this.#grace.unref()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#grace)
    await this.#loop.stop()
  }

  /** Ends a listener at once: its claims, what waits, then itself. Rejects as the journal does; the next look goes on. */
  async end(id: string, act: Act): Promise<void> {
    await this.#options.setup.by(act).run(endListening, { listener: id, whole: true })
    await this.#settle(id)
  }

  async #look(): Promise<void> {
    const { live, now, log } = this.#options
    const { destinations } = live.current().configuration
    for (const { id, name, listening } of destinations.all('kind', pullKind)) {
      if (listening === undefined) continue
      const ended = listening.until <= now()
      const lapsed = listening.claimUntil !== null && listening.claimUntil <= now()
      if (!ended && !lapsed && !listening.owes) continue
      try {
        if (ended || lapsed) {
          log.info({ listener: name, ended }, 'a listener is not heard from any more; its claims are let go')
          await this.#setup('endListener', id).run(endListening, { listener: id, whole: ended })
        }
        await this.#settle(id)
      } catch (error) {
        log.warn({ err: error, listener: name }, 'a listener cannot be ended, trying again')
      }
    }
  }

  async #settle(id: string): Promise<void> {
    const destination = this.#of(id)
    if (destination?.listening === undefined) return
    if (destination.listening.owes) await giveBack(destination, this.#options)
    await this.#setup('settleListener', id).run(settleListening, { listener: id })
  }

  #of(id: string): Destination | undefined {
    return this.#options.live.current().configuration.destinations.get(id)
  }

  #setup(operation: string, id: string) {
    return this.#options.setup.by(ownAct(operation, `/destinations/${this.#of(id)?.name ?? id}`))
  }
}
