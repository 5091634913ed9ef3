/** A chunk of fewer bytes is tiny. */
export const tinyBytes = 64
/** So many tiny chunks of one body pass before it is paced. */
export const mostAtOnce = 256
/** What the chunks that lead to a rest have taken at least, in ms. */
export const leastMs = 0.6
/** All bodies in tiny chunks together get one part of so many of the time. */
const parts = 4

/** A body that waits for its turn to be read on. */
export interface Reading {
  readonly network: string
  /** It is its turn. */
  goOn(): void
}

/** Those of one network that wait, in their order. */
interface Line {
  /** Have not had a turn yet, and go first: a body of a few chunks does not wait for those that have no end. */
  readonly fresh: Set<Reading>
  readonly others: Set<Reading>
}

/**
 * Spreads over time what bodies in tiny chunks cost. A socket's 64 KiB hold 10,000 chunks of a byte, and reading them
 * took 27 ms of a CPU that was free: eight such bodies at once kept everybody else waiting for ten seconds. All of
 * them together get a quarter of the time, as it passes here: where others want the CPU, too, it counts for more. A
 * body of 1 MiB in chunks of a byte takes ten seconds at least.
 *
 * They take turns, one at a time, and network after network: of three hundred such bodies from one network and one
 * from another, each network has half.
 */
export class ChunkPace {
  readonly #elapsed: () => number
  readonly #later: (go: () => void, ms: number) => unknown
  /** In the order of their turns. */
  readonly #lines = new Map<string, Line>()
  #freeAt = 0
  #ticking = false

  /**
   * @param elapsed - ms of a clock that nobody sets
   * @param later - calls after so many ms
   */
  constructor(elapsed: () => number, later: (go: () => void, ms: number) => unknown = setTimeout) {
    this.#elapsed = elapsed
    this.#later = later
  }

  /** Whether some of this network wait: whoever begins then waits as well, else each would be new for ever. */
  isBusy(network: string): boolean {
    return this.#lines.has(network)
  }

  /** A body waits for its first turn. */
  begin(reading: Reading): void {
    this.#line(reading.network).fresh.add(reading)
    this.#tickIn(0)
  }

  /** A body has had its turn and waits for the next; `charge` is to follow. */
  rest(reading: Reading): void {
    this.#pay(leastMs)
    this.#line(reading.network).others.add(reading)
    this.#tickIn(0)
  }

  /** What that turn has cost, in ms. */
  charge(spent: number): void {
    this.#pay(spent - leastMs)
  }

  /** It waits no more. Its network, if it was the last of it, is busy until what it has cost is paid for. */
  leave(reading: Reading): void {
    const line = this.#lines.get(reading.network)
    line?.fresh.delete(reading)
    line?.others.delete(reading)
  }

  #pay(ms: number): void {
    this.#freeAt = Math.max(this.#freeAt, this.#elapsed()) + Math.max(0, ms) * parts
  }

  #line(network: string): Line {
    const known = this.#lines.get(network)
    if (known !== undefined) return known
    const made = { fresh: new Set<Reading>(), others: new Set<Reading>() }
    this.#lines.set(network, made)
    return made
  }

  #tickIn(ms: number): void {
    if (this.#ticking) return
    this.#ticking = true
    this.#later(this.#tick, Math.max(ms, this.#freeAt - this.#elapsed()))
  }

  readonly #tick = (): void => {
    this.#ticking = false
    if (this.#freeAt > this.#elapsed()) this.#tickIn(0)
    else if (this.#letOneGoOn()) this.#tickIn(leastMs * parts)
  }

  /** Whether there was one. */
  #letOneGoOn(): boolean {
    for (const [network, line] of this.#lines) {
      const [next] = line.fresh.size > 0 ? line.fresh : line.others
      this.#lines.delete(network)
      if (next === undefined) continue
      line.fresh.delete(next)
      line.others.delete(next)
      // The last one leaves the network busy until the next tick.
      this.#lines.set(network, line)
      next.goOn()
      return true
    }
    return false
  }
}
