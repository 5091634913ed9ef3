import type { FoundPayloads, LookStore } from '../journal/port/look.ts'
import type { Payload, StoredEvent } from '../model/event.ts'

/** An event with its bytes. */
export interface Content {
  readonly event: StoredEvent
  readonly payload: Payload
}

/** Why an event's bytes cannot be given out. */
export type MissingContent = 'ERR_PAYLOAD_EXPIRED' | 'ERR_PAYLOAD_DAMAGED'

/** Why a reading has not found one. */
export function missingContent(found: FoundPayloads, seq: number): MissingContent {
  return found.damaged?.has(seq) ? 'ERR_PAYLOAD_DAMAGED' : 'ERR_PAYLOAD_EXPIRED'
}

interface Entry {
  readonly content: Content
  readonly bytes: number
  uses: number
}

interface Wanted {
  readonly promise: Promise<Content | MissingContent>
  readonly resolve: (content: Content | MissingContent) => void
  readonly reject: (error: unknown) => void
  uses: number
}

/** Payloads that one reading asks for: 64 of the largest body are 64 MiB. */
const payloadsAtOnce = 64
/** What an entry costs beside its body: a dozen headers, each a pair of texts, and the event. */
const overheadBytes = 2_048

/**
 * The bytes of events that are about to be sent: those just accepted, which need no reading, and those read
 * for a backlog, one reading at a time for all lanes. Bounded in bytes; what is pushed out is read again.
 */
export class Contents {
  readonly #journal: Pick<LookStore, 'payloads'>
  readonly #maxBytes: number
  readonly #entries = new Map<number, Entry>()
  readonly #wanted = new Map<number, Wanted>()
  #bytes = 0
  #reading = false

  constructor(journal: Pick<LookStore, 'payloads'>, maxBytes: number) {
    this.#journal = journal
    this.#maxBytes = maxBytes
  }

  /** Keeps what `uses` deliveries will ask for; the oldest entries make room. */
  keep(content: Content, uses: number): void {
    const { seq } = content.event
    const known = this.#entries.get(seq)
    if (known !== undefined) {
      known.uses += uses
      return
    }
    const bytes = overheadBytes + content.payload.body.byteLength
    this.#entries.set(seq, { content, bytes, uses })
    this.#bytes += bytes
    if (this.#bytes <= this.#maxBytes) return
    for (const [oldest, entry] of this.#entries) {
      this.#entries.delete(oldest)
      this.#bytes -= entry.bytes
      if (this.#bytes <= this.#maxBytes) return
    }
  }

  get(seq: number): Content | undefined {
    return this.#entries.get(seq)?.content
  }

  /** Reads an event's bytes, or answers why there are none. Rejects as the journal does. */
  load(seq: number): Promise<Content | MissingContent> {
    const known = this.#wanted.get(seq)
    if (known !== undefined) {
      known.uses += 1
      return known.promise
    }
    let resolve: Wanted['resolve'] = () => undefined
    let reject: Wanted['reject'] = () => undefined
    const promise = new Promise<Content | MissingContent>((resolved, rejected) => {
      resolve = resolved
      reject = rejected
    })
    this.#wanted.set(seq, { promise, resolve, reject, uses: 1 })
    if (!this.#reading) {
      this.#reading = true
      // All that is asked for in this turn of the loop goes into one reading.
      setImmediate(() => void this.#read())
    }
    return promise
  }

  /** One use less. */
  done(seq: number): void {
    const entry = this.#entries.get(seq)
    if (entry === undefined) return
    entry.uses -= 1
    if (entry.uses > 0) return
    this.#entries.delete(seq)
    this.#bytes -= entry.bytes
  }

  async #read(): Promise<void> {
    while (this.#wanted.size > 0) {
      const seqs = [...this.#wanted.keys()].slice(0, payloadsAtOnce)
      try {
        const found = await this.#journal.payloads(seqs)
        for (const [seq, wanted] of this.#taken(seqs)) {
          const content = found.get(seq)
          if (content !== undefined) this.keep(content, wanted.uses)
          wanted.resolve(content ?? missingContent(found, seq))
        }
      } catch (error) {
        for (const [, wanted] of this.#taken(seqs)) wanted.reject(error)
      }
    }
    this.#reading = false
  }

  #taken(seqs: readonly number[]): readonly (readonly [number, Wanted])[] {
    return seqs.flatMap((seq) => {
      const wanted = this.#wanted.get(seq)
      this.#wanted.delete(seq)
      return wanted === undefined ? [] : [[seq, wanted] as const]
    })
  }
}
