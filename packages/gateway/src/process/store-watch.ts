import type { IntakeStore, NewEvent } from '../journal/port/intake.ts'
import type { KeepStore } from '../journal/port/keep.ts'

/** What an append came to says how the store is for so long, in ms; after it a write is tried. */
const freshMs = 1000
/** An append that waits for longer than this, in ms, has found something wrong. */
const patienceMs = 2000
/** During an outage: how often the store is looked at, in ms. */
const lookMs = 1000
/** An outage is over when nothing has failed for so long, in ms, and something was stored. */
const calmMs = 3000
/** What is tried after a full disk, in bytes, however much it had no room for: once a second. */
const mostLacked = 1024 * 1024
/** An outage that goes on is said again so often, in ms. */
const remindMs = 60_000

interface Outage {
  readonly since: number
  /** Events that were not taken in. */
  refused: number
  /** The bytes of the most at once that a full disk had no room for. */
  lacked: number
  failedAt: number
  saidAt: number
}

type Log = Record<'warn' | 'error', (about: object, message: string) => void>

/**
 * Knows whether the store takes what comes in: from what recent appends came to, and where there were none from a
 * write that it makes itself, at most once a second. Says in the log when an outage begins, goes on and ends: two
 * lines, and one a minute.
 */
export class StoreWatch {
  readonly #journal: Pick<IntakeStore, 'append'> & Pick<KeepStore, 'probe'>
  readonly #log: Log
  readonly #now: () => number
  /** When each append that is under way began, the oldest first. */
  readonly #underWay = new Set<{ readonly at: number }>()
  #last: { readonly at: number; readonly problem: string | null } | null = null
  #probing: Promise<void> | null = null
  #outage: Outage | null = null
  #timer: NodeJS.Timeout | null = null

  /** @param now - monotonic, in ms */
  constructor(options: {
    readonly journal: Pick<IntakeStore, 'append'> & Pick<KeepStore, 'probe'>
    readonly log: Log
    readonly now: () => number
  }) {
    this.#journal = options.journal
    this.#log = options.log
    this.#now = options.now
  }

  /** Appends, and remembers what became of it. */
  readonly append: IntakeStore['append'] = async (events) => {
    const mark = { at: this.#now() }
    this.#underWay.add(mark)
    try {
      const appended = await this.#journal.append(events)
      this.#stored()
      return appended
    } catch (error) {
      this.#failed(error, events)
      throw error
    } finally {
      this.#underWay.delete(mark)
    }
  }

  /** Null where an append would be taken now, else what is wrong. */
  readonly look = async (): Promise<string | null> => {
    const [oldest] = this.#underWay
    const now = this.#now()
    if (oldest !== undefined && now - oldest.at > patienceMs)
      return `What came in waits for the store since ${Math.round((now - oldest.at) / 1000)} s.`
    if (this.#last === null || now - this.#last.at > freshMs) {
      this.#probing ??= this.#probe().finally(() => {
        this.#probing = null
      })
      await this.#probing
    }
    return this.#last?.problem ?? null
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  async #probe(): Promise<void> {
    try {
      await this.#journal.probe(this.#outage?.lacked ?? 0)
      this.#stored()
    } catch (error) {
      this.#failed(error, [])
    }
  }

  #stored(): void {
    this.#last = { at: this.#now(), problem: null }
  }

  #failed(error: unknown, events: readonly NewEvent[]): void {
    const at = this.#now()
    const code = error instanceof Error && 'code' in error ? error.code : null
    const bytes = events.reduce((sum, { payload }) => sum + payload.body.byteLength, 0)
    const lacked = code === 'ERR_JOURNAL_FULL' ? Math.min(bytes, mostLacked) : 0
    const problem = error instanceof Error ? error.message : 'It failed.'
    this.#last = { at, problem }
    if (this.#outage !== null) {
      this.#outage.refused += events.length
      this.#outage.lacked = Math.max(this.#outage.lacked, lacked)
      this.#outage.failedAt = at
      return
    }
    this.#outage = { since: at, refused: events.length, lacked, failedAt: at, saidAt: at }
    this.#log.error({ code, problem }, 'The store takes nothing in; callers are answered 503.')
    this.#timer = setInterval(() => this.#goOn(), lookMs)
    this.#timer.unref()
  }

  /** Once a second as long as an outage lasts. */
  #goOn(): void {
    const outage = this.#outage
    if (outage === null) return
    const now = this.#now()
    const about = { seconds: Math.round((now - outage.since) / 1000), refused: outage.refused }
    if (this.#last?.problem === null && now - outage.failedAt >= calmMs) {
      this.#outage = null
      this.close()
      this.#log.warn(about, 'The store takes events again.')
      return
    }
    if (now - outage.saidAt >= remindMs) {
      outage.saidAt = now
      this.#log.error({ ...about, problem: this.#last?.problem ?? null }, 'The store still takes nothing in.')
    }
    void this.look()
  }
}
