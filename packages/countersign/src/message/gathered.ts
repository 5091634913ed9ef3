import type { Bytes } from './bytes.ts'

/** The room begins this small, so that a few bytes cost little, and doubles with what comes. */
const smallest = 1024

/**
 * Bytes that come in chunks, gathered in one piece: a sender who sends a byte at a time costs bytes and not objects.
 * Chunks kept as they came made 1 GiB of two bodies of 1 MiB. What is gathered takes at most twice its length and never
 * more than the limit; while the room grows, what was there as well.
 */
export class Gathered {
  readonly #most: number
  #room: Bytes = new Uint8Array(0)
  #length = 0

  /** @param most - never more bytes than these are added */
  constructor(most: number) {
    this.#most = most
  }

  get length(): number {
    return this.#length
  }

  add(chunk: Uint8Array): void {
    const length = this.#length + chunk.length
    if (length > this.#room.length) {
      const before = this.bytes
      this.#room = new Uint8Array(Math.min(this.#most, Math.max(smallest, 2 * length)))
      this.#room.set(before)
    }
    // Copied: a view keeps all that lies around it, and the memory may be another's.
    this.#room.set(chunk, this.#length)
    this.#length = length
  }

  /** All that has come. */
  get bytes(): Bytes {
    return this.#room.subarray(0, this.#length)
  }
}
