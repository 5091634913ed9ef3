/** A chunk of fewer bytes is tiny. */
export const tinyBytes = 64
/** So many tiny chunks of one body pass before it is paced. */
export const mostAtOnce = 256
/** Four times the CPU time that a chunk takes: 2.5 µs were measured. */
const msPerChunk = 0.01

/**
 * Spreads over time what bodies in tiny chunks cost. A socket's 64 KiB hold 10,000 chunks of a byte, and reading them
 * took 27 ms in one turn: eight such bodies at once kept everybody else waiting for ten seconds. All of them
 * together get a quarter of the time; a body of 1 MiB in chunks of a byte takes ten seconds then.
 */
export class ChunkPace {
  #freeAt = 0

  /** How long to read no more after so many chunks, in ms. */
  wait(chunks: number, now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + chunks * msPerChunk
    return this.#freeAt - now
  }
}
