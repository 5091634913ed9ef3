import type { Bytes } from './bytes.ts'

/** Blocks begin this small, so that a few bytes cost little, and grow with what has come. */
const smallestBlock = 1024
/** The most that may lie unused. */
const largestBlock = 16 * 1024

/**
 * Bytes that come in chunks, gathered in blocks: a sender who sends a byte at a time costs bytes and not
 * objects. Chunks kept as they came made 1 GiB of two bodies of 1 MiB. What is gathered takes its length and
 * at most one block more; joining takes the length once more.
 */
export class Gathered {
  #parts: Bytes[] = []
  #block: Bytes | undefined
  #used = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  add(chunk: Uint8Array): void {
    const fits = this.#fill(chunk)
    this.#length += chunk.length
    if (fits === chunk.length) return
    const rest = chunk.subarray(fits)
    const size = Math.min(largestBlock, Math.max(smallestBlock, this.#length))
    // Copied, too: a view keeps all that lies around it, and the memory may be another's.
    this.#block = new Uint8Array(Math.max(size, rest.length))
    this.#used = 0
    this.#fill(rest)
  }

  /** All in one piece; nothing is held here any more. */
  take(): Bytes {
    const parts = this.#parts
    if (this.#block !== undefined) parts.push(this.#block.subarray(0, this.#used))
    const length = this.#length
    this.clear()
    const [first] = parts
    if (first !== undefined && parts.length === 1) return first
    const whole = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  clear(): void {
    this.#parts = []
    this.#block = undefined
    this.#used = 0
    this.#length = 0
  }

  /** Puts into the open block what it has room for; answers how much. */
  #fill(chunk: Uint8Array): number {
    const block = this.#block
    if (block === undefined) return 0
    const fits = Math.min(chunk.length, block.length - this.#used)
    block.set(fits === chunk.length ? chunk : chunk.subarray(0, fits), this.#used)
    this.#used += fits
    if (this.#used === block.length) {
      this.#parts.push(block)
      this.#block = undefined
    }
    return fits
  }
}
