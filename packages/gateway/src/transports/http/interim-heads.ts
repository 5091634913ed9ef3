import type { Socket } from 'node:net'

/** Bytes of interim heads that may come before one answer, together. */
const longestInterim = 64 * 1024
/** `HTTP/1.1 100 `: as much of a first line as tells an interim answer from another. */
const deciding = 13
const [cr, lf] = [13, 10]

/** More interim answers came than anybody needs. */
class InterimFlood extends Error {
  override readonly name = 'InterimFlood'
  readonly code = 'ERR_INTERIM_FLOOD'
}

/**
 * Takes interim answers out of what a connection brings. A client must be able to pass over any number of them, asked
 * for or not (RFC 9110, section 15.2); undici destroys the socket at an unasked `100 Continue`, which servers send
 * that read the body late. 101 is left in: it is an upgrade that nobody asked for, and nothing of HTTP follows it.
 *
 * Looks at the first bytes of an answer only: 13 bytes are compared at most, and a head that is none of these costs
 * the look at one byte.
 */
export class InterimHeads {
  /** What of a first line has come and may still be an interim answer's. */
  #held: Buffer | null = null
  #state: 'passing' | 'deciding' | 'skipping' = 'passing'
  /** How much of the empty line that ends a head has come. */
  #ended = 0
  #bytes = 0

  /** A request is about to be sent: what comes next is the beginning of an answer. */
  expect(): void {
    this.#state = 'deciding'
    this.#held = null
    this.#bytes = 0
  }

  /** Whether an interim answer has come since then: the request is being worked on. */
  get seen(): boolean {
    return this.#bytes > 0
  }

  /** Puts itself between a socket and whoever reads from it by `read()`. */
  watch(socket: Socket): void {
    this.#state = 'passing'
    const read = socket.read.bind(socket)
    socket.read = (size?: number): unknown => {
      if (size !== undefined) return read(size)
      for (;;) {
        const chunk: Buffer | null = read()
        if (chunk === null || this.#state === 'passing') return chunk
        const rest = this.pass(chunk)
        if (this.#bytes > longestInterim) {
          socket.destroy(new InterimFlood('interim answers without end'))
          return null
        }
        if (rest !== null) return rest
      }
    }
  }

  /** What of a chunk is for the reader; null where nothing is yet. */
  pass(chunk: Buffer): Buffer | null {
    let rest = chunk
    while (rest.length > 0) {
      if (this.#state === 'passing') return rest
      if (this.#state === 'skipping') {
        rest = this.#skip(rest)
        continue
      }
      const start: Buffer = this.#held === null ? rest : Buffer.concat([this.#held, rest])
      this.#held = null
      if (!mayBeInterim(start)) {
        this.#state = 'passing'
        return start
      }
      if (start.length < deciding) {
        this.#held = start
        return null
      }
      this.#state = 'skipping'
      this.#ended = 0
      rest = start
    }
    return null
  }

  /** Passes over a head up to the empty line; answers what follows. */
  #skip(chunk: Buffer): Buffer {
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (byte === (this.#ended % 2 === 0 ? cr : lf)) this.#ended += 1
      else this.#ended = byte === cr ? 1 : 0
      if (this.#ended < 4) continue
      this.#bytes += at + 1
      this.#state = 'deciding'
      return chunk.subarray(at + 1)
    }
    this.#bytes += chunk.length
    return chunk.subarray(chunk.length)
  }
}

const pattern = Buffer.from('HTTP/1.x 1xx ')
const statusClass = 9

function mayBeInterim(start: Buffer): boolean {
  // Nearly all answers end here.
  if (start.length > statusClass && start[statusClass] !== pattern[statusClass]) return false
  for (let at = 0; at < Math.min(start.length, deciding); at += 1) {
    const byte = start[at] ?? 0
    const digit = at === 7 || at === 10 || at === 11
    if (digit ? byte < 0x30 || byte > 0x39 : byte !== pattern[at] && !(at === 12 && byte === cr)) return false
  }
  return !(start.length >= 12 && start[10] === 0x30 && start[11] === 0x31)
}
