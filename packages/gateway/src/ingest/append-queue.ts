import type { Appended, IntakeStore, NewEvent } from '../journal/port/intake.ts'

/** What became of an append: the journal's word, or the error that all of its batch share. */
export type AppendDone = (appended: Appended | null, error: unknown) => void

/**
 * Collects what arrives within one turn of the event loop and appends it in one call. Promises are made for
 * a batch, not for an event.
 */
export class AppendQueue {
  readonly #journal: Pick<IntakeStore, 'append'>
  #events: NewEvent[] = []
  #done: AppendDone[] = []
  #scheduled = false
  readonly #underWay = new Set<Promise<void>>()
  readonly #afterBatch: () => void

  /** @param afterBatch - called when all events of one call have been told their outcome */
  constructor(journal: Pick<IntakeStore, 'append'>, afterBatch: () => void) {
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

  /** Resolves once all that was added so far has been told its outcome. */
  async drained(): Promise<void> {
    if (this.#scheduled) this.#flush()
    await Promise.all(this.#underWay)
  }

  readonly #flush = (): void => {
    // Flushed already, to be drained.
    if (!this.#scheduled) return
    const events = this.#events
    const done = this.#done
    this.#events = []
    this.#done = []
    this.#scheduled = false
    const over: Promise<void> = this.#journal
      .append(events)
      .then(
        (appended) => this.#tell(done, appended, null),
        (error: unknown) => this.#tell(done, null, error),
      )
      .finally(() => this.#underWay.delete(over))
    this.#underWay.add(over)
  }

  #tell(done: readonly AppendDone[], appended: readonly Appended[] | null, error: unknown): void {
    for (let at = 0; at < done.length; at++) done[at]?.(appended?.[at] ?? null, error)
    this.#afterBatch()
  }
}
