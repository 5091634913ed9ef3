import { readAtOnce } from './read-at-once.ts'
import { trimmed } from './retained.ts'

/** What a client has sent behind its request: it waits until the answer to that is out. */
export class Ahead {
  #bytes: Buffer | null = null
  #counted = 0
  /** Some of it could not be held: nothing behind the request is one any more. */
  lost = false

  get waits(): boolean {
    return this.#bytes !== null
  }

  /** What is counted for it, in bytes. */
  get counted(): number {
    return this.#counted
  }

  /** What a chunk adds to that. Behind the first the socket is paused, and still reads once. */
  costOf(chunk: Buffer): number {
    return chunk.length + (this.#bytes === null ? readAtOnce : 0)
  }

  add(chunk: Buffer): void {
    this.#counted += this.costOf(chunk)
    this.#bytes = this.#bytes === null ? trimmed(chunk) : Buffer.concat([this.#bytes, chunk])
  }

  /** All of it; nothing waits or is counted any more. */
  take(): Buffer | null {
    const bytes = this.#bytes
    this.#bytes = null
    this.#counted = 0
    return bytes
  }
}
