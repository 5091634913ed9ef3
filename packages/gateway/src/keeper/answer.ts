const headEnd = Buffer.from('\r\n\r\n')
/** Longest head of an answer that is looked through; the gateway's own heads are a tenth of it. */
const headLimit = 32 * 1024

/**
 * Where the gateway's answer to one request stands, read from the answer's own bytes: the status line,
 * `Content-Length` and `Connection`. An answer without a length (a stream) is `open`: its end is the end of
 * the connection.
 */
export class Answer {
  /** `none`: no byte of it yet. `partial`: begun. `whole`: complete. `open`: begun, and without an end. */
  state: 'none' | 'partial' | 'whole' | 'open' = 'whole'
  /** Whether the answer announced that the connection closes behind it. */
  closes = false
  #head: Buffer | null = null
  #remaining = 0

  /** A request begins. */
  expect(): void {
    this.state = 'none'
    this.#head = null
    this.closes = false
  }

  /**
   * Takes the next bytes that the gateway wrote.
   *
   * @param toHead - the request was a HEAD: the answer has a length and no body
   * @returns how many of them are the answer's; what is behind it nobody asked for
   */
  take(chunk: Buffer, toHead: boolean): number {
    if (this.state === 'open') return chunk.length
    if (this.state === 'whole') return 0
    if (this.state === 'partial' && this.#head === null) return this.#consume(chunk.length)
    const before = this.#head?.length ?? 0
    const bytes = this.#head === null ? chunk : Buffer.concat([this.#head, chunk])
    return this.#readHead(bytes, toHead) - before
  }

  #readHead(bytes: Buffer, toHead: boolean): number {
    const end = bytes.indexOf(headEnd)
    if (end < 0) {
      this.state = bytes.length > headLimit ? 'open' : 'partial'
      this.#head = bytes
      return bytes.length
    }
    this.#head = null
    const head = bytes.toString('latin1', 0, end)
    const status = head.slice(9, 12)
    const rest = end + headEnd.length
    if (status.startsWith('1') && status !== '101') {
      // An interim answer, such as 100 Continue: the request still waits for its own.
      this.state = 'none'
      return rest < bytes.length ? rest + this.#readHead(bytes.subarray(rest), toHead) : rest
    }
    this.closes = /\r\nconnection: *close/i.test(head)
    const length = toHead || status === '204' || status === '304' ? '0' : contentLength(head)
    if (length === null || status === '101') {
      this.state = 'open'
      return bytes.length
    }
    this.state = 'partial'
    this.#remaining = Number(length)
    return rest + this.#consume(bytes.length - rest)
  }

  #consume(length: number): number {
    const own = Math.min(length, this.#remaining)
    this.#remaining -= own
    if (this.#remaining === 0) this.state = 'whole'
    return own
  }
}

function contentLength(head: string): string | null {
  return /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? null
}
