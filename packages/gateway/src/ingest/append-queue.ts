import type { Appended, Journal, NewEvent } from '../journal/journal.ts'

/** What became of an append: the journal's word, or the error that all of its batch share. */
export type AppendDone = (appended: Appended | null, error: unknown) => void

/**
 * Collects what arrives within one turn of the event loop and appends it in one call. Promises are made for
 * a batch, not for an event.
 */
export class AppendQueue {
  readonly #journal: Pick<Journal, 'append'>
  #events: NewEvent[] = []
  #done: AppendDone[] = []
  #scheduled = false
  #underWay = 0
  readonly #idle: (() => void)[] = []
  readonly #afterBatch: () => void

  /** @param afterBatch - called when all events of one call have been told their outcome */
  constructor(journal: Pick<Journal, 'append'>, afterBatch: () => void) {
    this.#journal = journal
    this.#afterBatch = afterBatch
  }

  add(event: NewEvent, done: AppendDone): void {
    this.#events.push(event)
    this.#done.push(done)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#flush)
  }

  /** Resolves once nothing waits. */
  async drained(): Promise<void> {
    if (this.#events.length === 0 && this.#underWay === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  readonly #flush = (): void => {
    const events = this.#events
    const done = this.#done
    this.#events = []
    this.#done = []
    this.#scheduled = false
    this.#underWay++
    this.#journal.append(events).then(
      (appended) => this.#finish(done, appended, null),
      (error: unknown) => this.#finish(done, null, error),
    )
  }

  #finish(done: readonly AppendDone[], appended: readonly Appended[] | null, error: unknown): void {
    this.#underWay--
    for (let at = 0; at < done.length; at++) done[at]?.(appended?.[at] ?? null, error)
    this.#afterBatch()
    if (this.#events.length > 0 || this.#underWay > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}
