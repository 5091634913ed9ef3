import type { IntakeStore, RefusedCount } from '../journal/port/intake.ts'
import { tallySteps } from '../model/tally.ts'

/** Between two commits of what was refused, in ms. */
const flushEveryMs = 1000
/**
 * Sources, codes and minutes that are counted apart between two commits. What is beyond counts under no source, and in
 * the minute of the first of its code, so that a store that is away for days takes no more memory than this.
 */
const mostCounted = 2000

export interface RefusalsOptions {
  readonly journal: Pick<IntakeStore, 'countRefused'>
  readonly log: { warn(about: object, message: string): void }
}

/**
 * Counts what was refused, kept or not. In memory, and once a second in the store: whoever forges requests does not say
 * how often it is written. What a crash takes is a second's counts.
 */
export class Refusals {
  readonly #options: RefusalsOptions
  #counts = new Map<string, { -readonly [Part in keyof RefusedCount]: RefusedCount[Part] }>()
  #timer: NodeJS.Timeout | null = null
  #flushing: Promise<void> | null = null

  constructor(options: RefusalsOptions) {
    this.#options = options
  }

  /** @param bytes - of the body, as far as it was read */
  add(source: number, code: string, at: number, bytes: number): void {
    this.#add({ source, code, at, count: 1, bytes })
    this.#timer ??= setTimeout(() => void this.flush(), flushEveryMs).unref()
  }

  /** Writes what was counted so far. Never rejects: what the store does not take waits for the next time. */
  flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = null
      if (this.#counts.size > 0) this.#timer ??= setTimeout(() => void this.flush(), flushEveryMs).unref()
    })
    return this.#flushing
  }

  async #write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#counts.size === 0) return
    const counts = [...this.#counts.values()]
    this.#counts = new Map()
    try {
      await this.#options.journal.countRefused(counts)
    } catch (error) {
      for (const count of counts) this.#add(count)
      this.#options.log.warn({ err: error }, 'What was refused could not be counted yet.')
    }
  }

  #add(more: RefusedCount): void {
    const minute = more.at - (more.at % tallySteps.minute)
    const key = more.source === 0 ? `0 ${more.code}` : `${more.source} ${more.code} ${minute}`
    const known = this.#counts.get(key)
    if (known !== undefined) {
      known.count += more.count
      known.bytes += more.bytes
    } else if (this.#counts.size < mostCounted || more.source === 0) this.#counts.set(key, { ...more })
    else this.#add({ ...more, source: 0 })
  }
}
