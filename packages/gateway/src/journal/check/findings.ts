import { counted } from '../../model/counted.ts'
import { formatId } from '../../model/id.ts'
import type { StoredPayload } from '../checksum.ts'
import { hasChecksum, intactHeaders } from '../stored-headers.ts'

/** What a look over a whole store has found. */
export interface Findings {
  /** Requests whose checksum was compared, and those from before there were checksums. */
  readonly checked: number
  readonly unchecked: number
  /** Events and rejections of which a byte has changed, by id. */
  readonly damaged: readonly string[]
  /** Sentences: what of the store's own structure is broken, and what refers to nothing. */
  readonly problems: readonly string[]
  /** How many of both there are beside those. */
  readonly unnamed: number
}

/** Told of each step as it goes on. */
export type OnStep = (step: string, done: number, total: number) => void

/** A stored request with what names it. */
export interface CheckedRow extends StoredPayload {
  readonly kind: 'evt' | 'rej'
  readonly seq: number
  readonly tag: number
}

/** So many of each are named; the rest is counted. */
const mostNamed = 1000

/** Gathers findings. */
export class Finder {
  #checked = 0
  #unchecked = 0
  readonly #damaged: string[] = []
  readonly #problems: string[] = []
  #unnamed = 0

  look(row: CheckedRow): void {
    if (!hasChecksum(row.headers)) this.#unchecked++
    else this.#checked++
    if (intactHeaders(row) === null) this.#name(this.#damaged, formatId(row.kind, row.seq, row.tag))
  }

  problem(sentence: string): void {
    this.#name(this.#problems, sentence)
  }

  /** Rows of one table that refer to nothing. */
  stray(count: number, one: string, many: string): void {
    if (count > 0) this.problem(`${counted(count, one, many)}.`)
  }

  findings(): Findings {
    return {
      checked: this.#checked,
      unchecked: this.#unchecked,
      damaged: this.#damaged,
      problems: this.#problems,
      unnamed: this.#unnamed,
    }
  }

  #name(among: string[], one: string): void {
    if (among.length < mostNamed) among.push(one)
    else this.#unnamed++
  }
}
