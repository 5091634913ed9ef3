import { letGo } from './let-go.ts'

/** Blocks begin this small, so that a few bytes cost little, and grow with what has come. */
const smallestBlock = 1024
/** The most that may lie unused. */
const largestBlock = 16 * 1024

/**
 * Bytes that come in chunks, gathered in blocks: a sender who sends a byte at a time costs bytes and not
 * objects. Each chunk kept as it came cost 250 bytes and more beside its content: 48 MiB of one-byte chunks
 * ended a process. What is gathered takes its length and at most one block more; joining takes the length
 * once more, and gives back what it was gathered in. A chunk that is added is given away.
 */
export class Gathered {
  #parts: Uint8Array[] = []
  #block: Buffer | null = null
  #used = 0
  #length = 0
  #capacity = 0

  get length(): number {
    return this.#length
  }

  /** What it takes in memory. */
  get capacity(): number {
    return this.#capacity
  }

  /** What was added so far, in order. These bytes never change, whatever is added later. */
  pieces(): Uint8Array[] {
    return this.#block === null ? [...this.#parts] : [...this.#parts, this.#block.subarray(0, this.#used)]
  }

  add(chunk: Uint8Array): void {
    const before = this.#length
    this.#length += chunk.length
    const fits = this.#fill(chunk)
    if (fits === chunk.length) return
    const rest = chunk.subarray(fits)
    const size = Math.min(largestBlock, Math.max(smallestBlock, before))
    // A view would keep all that lies around it: 64 KiB of a socket's for one byte.
    const own = rest.length === rest.buffer.byteLength
    // The first is as a rule the only one.
    if (own && (before === 0 || rest.length >= size)) {
      this.#parts.push(rest)
      this.#capacity += rest.length
      return
    }
    this.#block = Buffer.allocUnsafeSlow(Math.max(size, rest.length))
    this.#capacity += this.#block.length
    this.#used = 0
    this.#fill(rest)
  }

  /** All in one piece; nothing is held here any more. */
  take(): Buffer {
    const parts = this.pieces()
    const length = this.#length
    this.forget()
    const [first] = parts
    if (first !== undefined && parts.length === 1) return Buffer.from(first.buffer, first.byteOffset, length)
    const whole = Buffer.concat(parts, length)
    for (const part of parts) letGo(part)
    return whole
  }

  /** Throws away what was gathered, of which no piece may have been handed out. */
  clear(): void {
    for (const part of this.#parts) letGo(part)
    this.forget()
  }

  /** Holds nothing any more, and leaves the bytes to whoever was handed them. */
  forget(): void {
    this.#parts = []
    this.#block = null
    this.#used = 0
    this.#length = 0
    this.#capacity = 0
  }

  /** Puts into the open block what it has room for; answers how much. */
  #fill(chunk: Uint8Array): number {
    const block = this.#block
    if (block === null) return 0
    const fits = Math.min(chunk.length, block.length - this.#used)
    block.set(fits === chunk.length ? chunk : chunk.subarray(0, fits), this.#used)
    this.#used += fits
    if (this.#used === block.length) {
      this.#parts.push(block)
      this.#block = null
    }
    return fits
  }
}
