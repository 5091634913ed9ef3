/**
 * The bytes of a request that has not been answered, kept so that they can be sent again. The first chunk
 * is held as it is, which is the whole request as a rule; more are gathered in one growing buffer, so that
 * a client which sends a byte at a time costs bytes and not objects.
 */
export class Retained {
  #bytes: Buffer | null = null
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What it takes in memory. */
  get capacity(): number {
    return this.#bytes?.length ?? 0
  }

  add(chunk: Buffer): void {
    const before = this.#bytes
    if (before === null) {
      this.#bytes = chunk
    } else {
      const needed = this.#length + chunk.length
      let home = before
      if (needed > before.length) {
        home = Buffer.allocUnsafeSlow(Math.max(4096, needed, 2 * before.length))
        before.copy(home, 0, 0, this.#length)
        this.#bytes = home
      }
      chunk.copy(home, this.#length)
    }
    this.#length += chunk.length
  }

  /** Takes so many bytes off the end, that have not been handed out. */
  drop(length: number): void {
    this.#length -= length
  }

  /** What was added so far. These bytes never change, whatever is added later. */
  bytes(): Buffer {
    return this.#bytes === null ? Buffer.alloc(0) : this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#bytes = null
    this.#length = 0
  }
}
