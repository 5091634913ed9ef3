import { Refusal } from '../model/refusal.ts'

/** Pulls under way at once, waiting and being answered. */
const mostPulls = { inAll: 200, each: 20 }
/** A destination takes at most this part of the places that are free, so that some are left for those to come. */
const partOfFree = 1 / 5
/** Bytes of bodies in answers that are not sent to their end. */
const mostBytes = { inAll: 32 * 1024 * 1024, each: 12 * 1024 * 1024 }

interface Use {
  pulls: number
  bytes: number
}

/** A place among the pulls under way. */
export interface Place {
  /** Whether there is room for an answer by now; throws `Refusal`, `ERR_PULLS_TOO_MANY`. */
  check(): void
  /** Its answer holds so many bytes more. */
  hold(bytes: number): void
  leave(): void
}

/**
 * Bounds what pulls hold: connections and memory, in all and for each destination. From half full on the places
 * of each become fewer: ten destinations that take all they get leave a fifth to others.
 */
export class PullRoom {
  readonly #all: Use = { pulls: 0, bytes: 0 }
  readonly #each = new Map<number, Use>()

  /** A place for a pull from this destination; throws `Refusal`, `ERR_PULLS_TOO_MANY`. */
  enter(destination: number): Place {
    const own = this.#each.get(destination) ?? { pulls: 0, bytes: 0 }
    const bounds = [
      [this.#all, 'inAll'],
      [own, 'each'],
    ] as const
    const free = mostPulls.inAll - this.#all.pulls
    if (own.pulls >= Math.min(mostPulls.each, Math.ceil(free * partOfFree))) {
      throw new Refusal('ERR_PULLS_TOO_MANY')
    }
    const check = (): void => {
      if (bounds.some(([use, which]) => use.bytes >= mostBytes[which])) {
        throw new Refusal('ERR_PULLS_TOO_MANY')
      }
    }
    check()
    this.#each.set(destination, own)
    let held = 0
    let left = false
    const add = (pulls: number, bytes: number): void => {
      for (const use of [this.#all, own]) {
        use.pulls += pulls
        use.bytes += bytes
      }
    }
    add(1, 0)
    return {
      check,
      hold(bytes) {
        if (left) return
        held += bytes
        add(0, bytes)
      },
      leave: () => {
        if (left) return
        left = true
        add(-1, -held)
        if (own.pulls === 0) this.#each.delete(destination)
      },
    }
  }
}
