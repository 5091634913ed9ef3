import type { PeopleStore } from '../../journal/port/people.ts'

/** How long a use is kept in memory before it is written, in ms. */
const writeMs = 60_000

/** Remembers when tokens were last used, and writes it at most once a minute: a request costs no write. */
export class TokenUses {
  readonly #journal: Pick<PeopleStore, 'keepTokenUses' | 'tokenUses'>
  readonly #log: { warn(about: object, message: string): void }
  readonly #unwritten = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(
    journal: Pick<PeopleStore, 'keepTokenUses' | 'tokenUses'>,
    log: { warn(about: object, message: string): void },
  ) {
    this.#journal = journal
    this.#log = log
  }

  /** A token was used. */
  used(id: string, at: number): void {
    this.#unwritten.set(id, at)
    this.#timer ??= setTimeout(() => void this.write(), writeMs).unref()
  }

  /** By the token's id, those of other gateways as they were a minute ago at the latest. */
  async last(): Promise<ReadonlyMap<string, number>> {
    const written = await this.#journal.tokenUses()
    const all = new Map(written)
    for (const [id, at] of this.#unwritten) all.set(id, Math.max(at, all.get(id) ?? 0))
    return all
  }

  /** Writes what is not written yet. Never rejects: what could not be written is tried again. */
  async write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const uses = [...this.#unwritten].map(([id, at]) => ({ id, at }))
    if (uses.length === 0) return
    this.#unwritten.clear()
    try {
      await this.#journal.keepTokenUses(uses)
    } catch (error) {
      this.#log.warn({ err: error }, 'When tokens were last used could not be written.')
      for (const { id, at } of uses) if (!this.#unwritten.has(id)) this.used(id, at)
    }
  }
}
