import { Gathered } from '../model/gathered.ts'
import { letGo } from '../model/let-go.ts'

/** A head in pieces begins with so much room, and grows by doubling. */
const smallestHead = 4096

/** Bytes that keep no more than twice their length in memory: a view keeps all that lies around it. */
export function trimmed(chunk: Buffer): Buffer {
  if (2 * chunk.length >= chunk.buffer.byteLength) return chunk
  const own = Buffer.allocUnsafeSlow(chunk.length)
  chunk.copy(own)
  return own
}

/**
 * The bytes of a request that has not been answered, kept so that they can be sent again. Its head stands in one
 * piece, since it is looked through again with each that comes: the first chunk as it is, which is the whole request
 * as a rule, more in a growing buffer. What comes behind the head is gathered in blocks: doubling there cost three
 * times the body while it was copied, and a client that sends a byte at a time costs bytes and not objects.
 */
export class Retained {
  #head: Buffer | null = null
  #headLength = 0
  readonly #body = new Gathered()

  get length(): number {
    return this.#headLength + this.#body.length
  }

  /** What it takes in memory. */
  get capacity(): number {
    return (this.#head?.length ?? 0) + this.#body.capacity
  }

  /** Takes bytes of a head, and what has come in one chunk with its end. */
  addHead(chunk: Buffer): void {
    const before = this.#head
    if (before === null) {
      this.#head = trimmed(chunk)
    } else {
      const needed = this.#headLength + chunk.length
      let home = before
      if (needed > before.length) {
        home = Buffer.allocUnsafeSlow(Math.max(smallestHead, needed, 2 * before.length))
        before.copy(home, 0, 0, this.#headLength)
        this.#head = home
      }
      chunk.copy(home, this.#headLength)
    }
    this.#headLength += chunk.length
  }

  /** Takes bytes behind the head. */
  addBody(chunk: Buffer): void {
    this.#body.add(chunk)
  }

  /** Takes so many bytes off the end of the head, that have not been handed out. */
  dropFromHead(length: number): void {
    this.#headLength -= length
  }

  /** What came with the head so far. */
  head(): Buffer {
    return this.#head === null ? Buffer.alloc(0) : this.#head.subarray(0, this.#headLength)
  }

  /** All of it, in order. These bytes never change, whatever is added later. */
  pieces(): Uint8Array[] {
    return [this.head(), ...this.#body.pieces()]
  }

  /** Holds nothing any more. */
  clear(): void {
    if (this.#head !== null) letGo(this.#head)
    this.#head = null
    this.#headLength = 0
    this.#body.clear()
  }

  /** Holds nothing any more; what was handed out, or is seen by others, may still be under way to a socket. */
  forget(): void {
    this.#head = null
    this.#headLength = 0
    this.#body.forget()
  }
}
