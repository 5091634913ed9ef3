import { createHash } from 'node:crypto'
import type { RepeatStore } from '../../journal/port/repeats.ts'
import type { Identity } from '../../model/identity.ts'
import { Refusal } from '../../model/refusal.ts'
import { repeatBinding } from '../../model/seal-bindings.ts'
import { SealBroken } from '../../seal/errors.ts'
import type { Seal } from '../../seal/seal.ts'
import { toProblem } from '../shapes/problem.ts'

/** An answer in JSON as it is sent. */
export interface Written {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** What is asked for under a key. */
export interface AskedOnce {
  readonly identity: Identity
  /** As whoever asks chose it: it means nothing to anybody else. */
  readonly key: string
  readonly operation: string
  /** Path and query. */
  readonly url: string
  readonly bytes: Uint8Array
}

/** How long a repeat is known, in ms. */
const knownMs = 86_400_000

/**
 * Makes what is asked for under an idempotency key once: a repeat within a day has the answer of the first, with the
 * secret that was in it. The key is kept before the work begins, so that neither two requests at a time nor one that
 * ended with its gateway can make it twice. Answers are kept sealed, each key for whoever used it.
 */
export class Once {
  readonly #journal: RepeatStore
  readonly #seal: Pick<Seal, 'seal' | 'open' | 'mark'>
  readonly #now: () => number

  constructor(journal: RepeatStore, seal: Pick<Seal, 'seal' | 'open' | 'mark'>, now: () => number) {
    this.#journal = journal
    this.#seal = seal
    this.#now = now
  }

  /**
   * Answers what `make` does, or what it did. Throws ERR_IDEMPOTENCY_KEY for something else under a known key, and
   * ERR_IDEMPOTENCY_UNDER_WAY where what came of the first is not known.
   */
  async run(asked: AskedOnce, make: () => Promise<Written>): Promise<Written> {
    const key = hashOf([asked.identity.by.kind, asked.identity.by.id ?? '', asked.key])
    const what = [asked.operation, asked.url, createHash('sha256').update(asked.bytes).digest('hex')]
    const request = this.#seal.mark(JSON.stringify(what), 'repeat')
    const now = this.#now()
    const known = await this.#journal.beginOnce({ key, request, expiresAt: now + knownMs }, now)
    if (known === null) return await this.#make(key, make)
    if (known.request !== request) throw new Refusal('ERR_IDEMPOTENCY_KEY')
    const answer = known.answer === null ? null : this.#open(known.answer, key)
    if (answer === null) throw new Refusal('ERR_IDEMPOTENCY_UNDER_WAY')
    return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } }
  }

  async #make(key: string, make: () => Promise<Written>): Promise<Written> {
    let made: Written
    try {
      made = await make()
    } catch (error) {
      // What was refused has made nothing. What failed may have: then the key is used up.
      if ((toProblem(error)?.status ?? 500) < 500) await this.#journal.forgetOnce(key)
      throw error
    }
    const sealed = this.#seal.seal(Buffer.from(JSON.stringify(made)), repeatBinding(key))
    // It is made: where its answer cannot be kept, a repeat is told that this is not known, and makes it not again.
    await this.#journal.endOnce(key, sealed).catch(() => undefined)
    return made
  }

  /** Null where the sealing key is another by now. */
  #open(sealed: Uint8Array, key: string): Written | null {
    try {
      return JSON.parse(Buffer.from(this.#seal.open(sealed, repeatBinding(key))).toString()) as Written
    } catch (error) {
      if (error instanceof SealBroken) return null
      throw error
    }
  }
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
