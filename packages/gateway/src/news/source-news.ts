import type { Live } from '../configuration/live.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { Raise } from '../model/news.ts'
import type { Source } from '../model/source.ts'
import { operationalSource } from '../model/source.ts'

/** How often sources are looked at, in ms. */
const lookMs = 30_000
/** A source that keeps rejecting is told of once in this time, in ms. */
const quietMs = 3_600_000
/** How far back the first look goes for a source's last event, in events of all sources. */
const lookBack = 50_000

export interface SourceNewsOptions {
  readonly journal: Pick<LookStore, 'events' | 'rejections'>
  readonly live: Pick<Live, 'current'>
  readonly raise: Raise
  readonly log: { warn(about: object, message: string): void }
  readonly now: () => number
}

/** What is known of one source since the start. */
interface Known {
  /** The newest rejection that has been seen. */
  rejection: number
  toldAt: number
  /** When its last event came, as far as is known. */
  heardAt: number
  silent: boolean
}

/**
 * Watches sources and raises `source.rejecting` where refused requests come in, `source.silent` where nothing
 * has come for longer than the source's policy allows, and `source.speaking` when it is heard again. Of many
 * gateways that see the same, one is taken: each event carries a key of what it tells.
 */
export class SourceNews {
  readonly #options: SourceNewsOptions
  readonly #known = new Map<number, Known>()
  #examined: number | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(options: SourceNewsOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.#options.log.warn({ err: error }, 'the sources cannot be looked at'))
        .finally(() => {
          if (!this.#stopped) this.start()
        })
    }, lookMs)
    this.#timer.unref()
  }

  /** The clock was set by so many ms: nobody has been silent for longer because of it. */
  clockSet(byMs: number): void {
    for (const known of this.#known.values()) {
      known.heardAt += byMs
      if (known.toldAt > 0) known.toldAt += byMs
    }
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Looks at all sources once. The first look learns what there is and tells of no rejection. */
  async look(): Promise<void> {
    const { journal, live } = this.#options
    if (live.current().configuration.sources.size === 0) return
    const [newest] = await journal.events({ limit: 1 })
    const upto = newest?.seq ?? 0
    const after = this.#examined ?? Math.max(0, upto - lookBack)
    for (const source of live.current().configuration.sources) {
      if (source.deletedAt !== null || source.name === operationalSource) this.#known.delete(source.number)
      else await this.#lookAt(source, after)
    }
    this.#examined = upto
  }

  async #lookAt(source: Source, after: number): Promise<void> {
    const { journal, now } = this.#options
    const { number } = source
    const first = !this.#known.has(number)
    const known = this.#known.get(number) ?? { rejection: 0, toldAt: 0, heardAt: now(), silent: false }
    this.#known.set(number, known)

    const [rejection] = await journal.rejections({ source: number, limit: 1 })
    if (rejection !== undefined && rejection.seq > known.rejection) {
      known.rejection = rejection.seq
      if (!first && now() - known.toldAt >= quietMs) {
        known.toldAt = now()
        const hour = Math.floor(now() / quietMs)
        await this.#tell('source.rejecting', source, `${hour}`, {
          code: rejection.code,
          held: rejection.held,
        })
      }
    }

    const { silentAfterMs = null } = source.policy
    if (silentAfterMs === null) return
    const [event] = await journal.events({ source: number, after, limit: 1 })
    if (event !== undefined && (first || event.receivedAt > known.heardAt)) {
      known.heardAt = event.receivedAt
      if (known.silent) {
        known.silent = false
        await this.#tell('source.speaking', source, `${event.seq}`, {})
      }
    }
    if (known.silent || now() - known.heardAt <= silentAfterMs) return
    known.silent = true
    const since = new Date(known.heardAt).toISOString()
    await this.#tell('source.silent', source, since, { since })
  }

  async #tell(type: string, source: Source, key: string, data: Record<string, unknown>): Promise<void> {
    const { raise, now } = this.#options
    const about = { source: source.name, sourceId: source.id }
    await raise({ type, at: now(), data: { ...about, ...data }, once: `${type} ${source.id} ${key}` })
  }
}
