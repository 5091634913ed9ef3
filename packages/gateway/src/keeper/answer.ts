const headEnd = Buffer.from('\r\n\r\n')
/** Longest head of an answer that is looked through; the gateway's own heads are a tenth of it. */
const headLimit = 32 * 1024

/**
 * Where the gateway's answer on one connection stands, read from the answer's own bytes: the status line,
 * `Content-Length` and `Connection`. That is all the HTTP that the keeper understands. An answer without
 * a length (a stream) is `open`: its end is the end of the connection.
 *
 * One request at a time is assumed, as every client since browsers gave up pipelining sends them.
 */
export class Answer {
  /** `none`: no byte of it yet. `partial`: begun. `whole`: complete. `open`: begun, and without an end. */
  state: 'none' | 'partial' | 'whole' | 'open' = 'whole'
  /** Whether the answer announced that the connection closes behind it. */
  closes = false
  #head: Buffer | null = null
  #remaining = 0
  #bodiless = false

  /** A request begins. */
  expect(firstBytes: Buffer): void {
    if (this.state === 'open') return
    this.state = 'none'
    this.#head = null
    // HEAD is the one method in use that begins with an H; its answer has a length and no body.
    this.#bodiless = firstBytes[0] === 0x48
  }

  /** Takes the next bytes that the gateway wrote. */
  take(chunk: Buffer): void {
    if (this.state === 'open') return
    if (this.state === 'partial' && this.#head === null) this.#consume(chunk, 0)
    else this.#readHead(this.#head === null ? chunk : Buffer.concat([this.#head, chunk]))
  }

  #readHead(bytes: Buffer): void {
    const end = bytes.indexOf(headEnd)
    if (end < 0) {
      this.state = bytes.length > headLimit ? 'open' : 'partial'
      this.#head = bytes
      return
    }
    this.#head = null
    const head = bytes.toString('latin1', 0, end)
    const status = head.slice(9, 12)
    const rest = end + headEnd.length
    if (status.startsWith('1') && status !== '101') {
      // An interim answer, such as 100 Continue: the request still waits for its own.
      this.state = 'none'
      if (rest < bytes.length) this.#readHead(bytes.subarray(rest))
      return
    }
    this.closes = /\r\nconnection: *close/i.test(head)
    const length = this.#bodiless || status === '204' || status === '304' ? '0' : contentLength(head)
    if (length === null || status === '101') {
      this.state = 'open'
      return
    }
    this.state = 'partial'
    this.#remaining = Number(length)
    this.#consume(bytes, rest)
  }

  #consume(bytes: Buffer, from: number): void {
    this.#remaining -= bytes.length - from
    if (this.#remaining <= 0) this.state = 'whole'
  }
}

function contentLength(head: string): string | null {
  return /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? null
}
