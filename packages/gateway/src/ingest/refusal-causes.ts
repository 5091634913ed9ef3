import type { IntakeStore } from '../journal/port/intake.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { Diagnosis, KeptRejection } from '../model/rejection.ts'

/** Groups of which one is waited for to be looked at. */
const mostWaiting = 1000
/** Causes of which a request that has it is remembered. */
const mostSamples = 1000
/** Larger bodies are looked at when somebody asks alone: a large one is written again in every way, in memory beside the intake’s. */
const largest = 65_536
/** After a look nothing is looked at for so many times as long as that took, for the first of these at the least and the second at the most, in ms. */
const restTimes = 30
const leastRestMs = 1000
const mostRestMs = 30_000

/** A request that was refused and is kept. */
export interface KeptRefusal {
  readonly source: number
  readonly code: string
  readonly seq: number
  readonly tag: number
  readonly receivedAt: number
  /** Bytes of the body. */
  readonly size: number
}

export interface RefusalCausesOptions {
  readonly journal: Pick<IntakeStore, 'countCause'> & Pick<LookStore, 'rejection'>
  /** Null where it has not come about. */
  readonly diagnose: (rejection: KeptRejection) => Promise<Diagnosis | null>
  readonly log: { warn(about: object, message: string): void }
  /** For how long something took, in ms. */
  readonly elapsed: () => number
}

/**
 * Finds causes of what is refused, counts them, so that they are known of what is no longer kept, and marks what is. An
 * explanation takes up to seconds of CPU time, and whoever forges requests does not say how often one is made: it looks at
 * one at a time, the newest of each source and code in turn, and rests thirty times as long as the look took, half a
 * minute at the most.
 */
export class RefusalCauses {
  readonly #options: RefusalCausesOptions
  readonly #waiting = new Map<string, KeptRefusal>()
  readonly #samples = new Map<string, { readonly seq: number; readonly tag: number }>()
  #timer: NodeJS.Timeout | null = null
  /** Nothing is looked at before then. */
  #restsUntil = Number.NEGATIVE_INFINITY
  #looking = false
  #closed = false

  constructor(options: RefusalCausesOptions) {
    this.#options = options
  }

  /** Told of each that is kept. */
  offer(kept: KeptRefusal): void {
    const key = `${kept.source} ${kept.code}`
    if (kept.size > largest) return
    if (this.#closed || (!this.#waiting.has(key) && this.#waiting.size >= mostWaiting)) return
    // One that waits keeps its turn.
    this.#waiting.set(key, kept)
    if (!this.#looking) this.#timer ??= this.#lookLater()
  }

  /** A request that was found to be refused for this cause by this gateway, the newest; it may be gone. */
  sampleOf(
    source: number,
    code: string,
    cause: string,
  ): { readonly seq: number; readonly tag: number } | null {
    return this.#samples.get(`${source} ${code} ${cause}`) ?? null
  }

  /** Looks at nothing more. What is under way ends by itself, and counts no more. */
  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #lookLater(): NodeJS.Timeout {
    const waitMs = Math.max(leastRestMs, this.#restsUntil - this.#options.elapsed())
    return setTimeout(() => void this.#look(), waitMs).unref()
  }

  async #look(): Promise<void> {
    this.#timer = null
    const [next] = this.#waiting
    if (next === undefined) return
    const [key, kept] = next
    this.#waiting.delete(key)
    this.#looking = true
    const began = this.#options.elapsed()
    try {
      await this.#count(kept)
    } catch (error) {
      if (!this.#closed)
        this.#options.log.warn({ err: error }, 'The cause of a refusal could not be counted.')
    }
    this.#looking = false
    const ended = this.#options.elapsed()
    this.#restsUntil = ended + Math.min(mostRestMs, restTimes * (ended - began))
    if (!this.#closed && this.#waiting.size > 0) this.#timer = this.#lookLater()
  }

  async #count({ source, code, seq, tag, receivedAt }: KeptRefusal): Promise<void> {
    const { journal, diagnose } = this.#options
    const rejection = await journal.rejection(seq)
    if (rejection === null || rejection.damaged) return
    const diagnosis = await diagnose(rejection)
    // One that matches by now was put right meanwhile: why it was refused is not known any more.
    if (diagnosis === null || diagnosis.matched || this.#closed) return
    const cause = diagnosis.confidence === 'unknown' ? code : diagnosis.codes.join('+') || code
    await journal.countCause({ seq, source, code, cause, at: receivedAt })
    const name = `${source} ${code} ${cause}`
    this.#samples.delete(name)
    if (this.#samples.size >= mostSamples) this.#samples.delete(this.#samples.keys().next().value ?? '')
    this.#samples.set(name, { seq, tag })
  }
}
