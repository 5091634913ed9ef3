import { JournalUnavailable } from '../errors.ts'
import { type Fault, fromFault } from './fault.ts'
import { Pace } from './pace.ts'
import type { BatchAnswer, BatchMessage } from './wire/message.ts'
import { Pen } from './wire/pen.ts'

/** A pen that holds this much is sent on its own, so that no transaction grows without bound. */
const bytesPerBatch = 4 * 1_048_576
const resultsPerBatch = 16_384
/** One batch is being committed, one waits in the writer's mailbox; the next fills meanwhile. */
const batchesUnderWay = 2
const freshNumbers = 65_536
const freshBytes = 262_144
/** Larger buffers than this are not kept for reuse. */
const keptBytes = 2 * 1_048_576

interface Waiting {
  readonly slots: number
  resolve(results: Float64Array, at: number): void
  reject(error: Error): void
}

interface Filled {
  readonly pen: Pen
  readonly waiting: Waiting[]
  results: number
}

/**
 * Collects what is to be written during a turn of the event loop, or a few ms where much comes, and hands it to
 * the writer as one batch; while two batches are under way, the next fills. So the busier it gets, the more share
 * a commit.
 */
export class Outbox {
  readonly #post: (message: BatchMessage, transfer: ArrayBuffer[]) => void
  readonly #spare: { numbers: ArrayBuffer; bytes: ArrayBuffer }[] = []
  readonly #full: Filled[] = []
  readonly #underWay: Filled[] = []
  readonly #pace = new Pace()
  #filling: Filled | null = null
  #scheduled = false
  #timed = false
  #ended: Error | null = null

  constructor(post: (message: BatchMessage, transfer: ArrayBuffer[]) => void) {
    this.#post = post
  }

  /** Packs one operation; its results are read by `decode` once they are committed. */
  add<T>(
    slots: number,
    write: (pen: Pen) => void,
    decode: (results: Float64Array, at: number) => T,
  ): Promise<T> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    const filled = this.#current()
    const { at, end } = filled.pen
    try {
      write(filled.pen)
    } catch (error) {
      // Nothing of an operation that could not be packed stays behind.
      filled.pen.at = at
      filled.pen.end = end
      return Promise.reject(error)
    }
    filled.results += slots
    return new Promise((resolve, reject) => {
      filled.waiting.push({ slots, resolve: (results, from) => resolve(decode(results, from)), reject })
      this.#schedule()
    })
  }

  /** Hands over what is collected, so that a request that follows by name comes after it. */
  flush(): void {
    if (this.#filling !== null && this.#filling.waiting.length > 0) {
      this.#full.push(this.#filling)
      this.#filling = null
    }
    for (const filled of this.#full.splice(0)) this.#send(filled)
  }

  /** The writer's answer to the oldest batch under way. */
  answered({ results, faults, numbers, bytes }: BatchAnswer): void {
    if (bytes.byteLength <= keptBytes && this.#spare.length < batchesUnderWay)
      this.#spare.push({ numbers, bytes })
    const batch = this.#underWay.shift()
    this.#sendMore()
    if (batch === undefined) return
    const failed = faults.length === 0 ? null : new Map<number, Fault>(faults)
    let at = 0
    let index = 0
    for (const waiting of batch.waiting) {
      const fault = failed?.get(index++)
      if (fault === undefined) waiting.resolve(results, at)
      else waiting.reject(fromFault(fault))
      at += waiting.slots
    }
  }

  /** Fails all that waits, and all that comes. */
  end(error: Error): void {
    this.#ended = error
    const filling = this.#filling === null ? [] : [this.#filling]
    for (const { waiting } of [...this.#underWay.splice(0), ...this.#full.splice(0), ...filling]) {
      for (const { reject } of waiting) reject(error)
    }
    this.#filling = null
  }

  /** Refuses what comes from now on; what has been taken is still written. */
  close(): void {
    this.#ended ??= new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The journal is closed.')
    this.flush()
  }

  #current(): Filled {
    let filled = this.#filling
    if (filled !== null && (filled.pen.end > bytesPerBatch || filled.results > resultsPerBatch)) {
      this.#full.push(filled)
      filled = null
    }
    if (filled === null) {
      const spare = this.#spare.pop()
      const numbers = spare?.numbers ?? new ArrayBuffer(freshNumbers)
      const bytes = spare?.bytes ?? new ArrayBuffer(freshBytes)
      filled = { pen: new Pen(numbers, bytes), waiting: [], results: 0 }
      this.#filling = filled
    }
    return filled
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // After the sockets of this turn have been read: what they brought shares the commit.
    setImmediate(() => {
      this.#scheduled = false
      this.#sendMore()
    })
  }

  #sendMore(): void {
    while (this.#underWay.length < batchesUnderWay) {
      const next = this.#full.shift() ?? this.#filling
      if (next === null || next === undefined || next.waiting.length === 0) return
      if (next === this.#filling) {
        if (this.#waits(next)) return
        this.#filling = null
      }
      this.#send(next)
    }
  }

  /** Whether a batch is to wait for more; it is looked at again when its time has come. */
  #waits({ results }: Filled): boolean {
    const ms = this.#pace.waitMs(results, performance.now())
    if (ms === 0) return false
    if (!this.#timed) {
      this.#timed = true
      setTimeout(() => {
        this.#timed = false
        this.#sendMore()
      }, ms)
    }
    return true
  }

  #send(filled: Filled): void {
    this.#pace.sent(filled.results, performance.now())
    this.#underWay.push(filled)
    const { pen } = filled
    const numbers = pen.numbers.buffer as ArrayBuffer
    const bytes = pen.bytes.buffer as ArrayBuffer
    this.#post({ kind: 'batch', numbers, bytes, length: pen.at }, [numbers, bytes])
  }
}
