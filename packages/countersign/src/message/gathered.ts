import type { Bytes } from './bytes.ts'

/** The room begins this small, so that a few bytes cost little, and doubles with what comes. */
const smallest = 1024

/** Bytes that come in chunks, gathered in one piece. */
export interface Gathered {
  /** Copies a chunk behind what is there; false, and nothing is kept of it, where that would be more than the limit. */
  add(chunk: Uint8Array): boolean
  /** All that has come. */
  bytes(): Bytes
}

/**
 * Room for bytes that come in chunks: a sender who sends a byte at a time costs bytes and not objects. Chunks kept as
 * they came made 1 GiB of two bodies of 1 MiB. What is gathered takes at most twice its length and never more than the
 * limit; while the room grows, what was there as well.
 *
 * @param most - never more bytes than these are kept
 */
export function gathered(most: number): Gathered {
  let room: Bytes = Uint8Array.of()
  let length = 0
  const bytes = (): Bytes => room.subarray(0, length)
  return {
    bytes,
    add(chunk) {
      const end = length + chunk.length
      if (end > most) return false
      if (end > room.length) {
        const before = bytes()
        room = new Uint8Array(Math.min(most, Math.max(smallest, 2 * end)))
        room.set(before)
      }
      // Copied: a view keeps all that lies around it, and the memory may be another's.
      room.set(chunk, length)
      length = end
      return true
    },
  }
}
