/** A chunk of fewer bytes is tiny. */
export const tinyBytes = 64
/** So many tiny chunks of one body pass before it is paced. */
export const mostAtOnce = 256
/** All bodies in tiny chunks together get one part of so many of the time. */
const parts = 4

/**
 * Spreads over time what bodies in tiny chunks cost. A socket's 64 KiB hold 10,000 chunks of a byte, and reading them
 * took 27 ms of a CPU that was free: eight such bodies at once kept everybody else waiting for ten seconds. All of
 * them together get a quarter of the time, as it passes here: where others want the CPU, too, it counts for more. A
 * body of 1 MiB in chunks of a byte takes ten seconds at least.
 */
export class ChunkPace {
  #freeAt = 0

  /** How long to read no more after so much time was spent, in ms. */
  wait(spent: number, now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + spent * parts
    return this.#freeAt - now
  }
}
