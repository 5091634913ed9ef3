/** A warning is written so often within so many ms; what is said more often by then is counted. */
const mostLines = 20
const withinMs = 60_000
/** Texts that are told apart; what comes beyond counts as one. */
const mostTexts = 500

interface Said {
  readonly since: number
  lines: number
  leftOut: number
}

/** What a line that is written says of those that were not. */
export interface Admitted {
  /** So many of the same were left out before it. */
  readonly leftOut: number
  /** More of the same are left out for a while. */
  readonly last: boolean
}

/**
 * Decides which warnings are written. What is tried again and again fails again and again where the store or a provider
 * is away, for each lane, replay or connection: a log says so, and does not fill the disk with it.
 */
export class RepeatedLines {
  /** The longest ago first. */
  readonly #said = new Map<string, Said>()

  /** Of all texts for which there is no room. */
  #others: Said = { since: Number.NEGATIVE_INFINITY, lines: 0, leftOut: 0 }

  /**
   * Whether another line with this text is written; null where it is left out.
   *
   * @param at - monotonic, in ms
   */
  admit(text: string, at: number): Admitted | null {
    const known = this.#said.get(text)
    const said = known !== undefined && at - known.since < withinMs ? known : this.#begin(text, at)
    if (said.lines === mostLines) {
      said.leftOut++
      return null
    }
    said.lines++
    return { leftOut: said === known ? 0 : (known?.leftOut ?? 0), last: said.lines === mostLines }
  }

  #begin(text: string, at: number): Said {
    this.#said.delete(text)
    const [[oldest, { since }] = ['', { since: at }]] = this.#said
    if (at - since >= withinMs) this.#said.delete(oldest)
    const full = this.#said.size >= mostTexts
    if (full && at - this.#others.since < withinMs) return this.#others
    const said = { since: at, lines: 0, leftOut: 0 }
    if (full) this.#others = said
    else this.#said.set(text, said)
    return said
  }
}
