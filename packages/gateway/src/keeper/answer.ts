import { afterBlanks, lineEnd, numberIn, standsAt } from './head.ts'

const contentLength = Buffer.from('content-length:')
const connection = Buffer.from('connection:')
const close = Buffer.from('close')
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
    let length: number | null = null
    let line = lineEnd(bytes, 0)
    for (let end = lineEnd(bytes, line); end >= 0; end = lineEnd(bytes, end)) {
      if (end - line === 2) return this.#endHead(bytes, end, toHead, length)
      if (standsAt(bytes, line, contentLength))
        length ??= numberIn(bytes, line + contentLength.length, end - 2)
      else if (standsAt(bytes, line, connection))
        this.closes ||= standsAt(bytes, afterBlanks(bytes, line + connection.length), close)
      line = end
    }
    this.state = bytes.length > headLimit ? 'open' : 'partial'
    this.#head = bytes
    return bytes.length
  }

  #endHead(bytes: Buffer, end: number, toHead: boolean, length: number | null): number {
    this.#head = null
    const status = numberIn(bytes, 9, 12)
    if (status !== null && status < 200 && status !== 101) {
      // An interim answer, such as 100 Continue: the request still waits for its own.
      this.state = 'none'
      this.closes = false
      return end < bytes.length ? end + this.#readHead(bytes.subarray(end), toHead) : end
    }
    const bodiless = toHead || status === 204 || status === 304
    if (status === 101 || (length === null && !bodiless)) {
      this.state = 'open'
      return bytes.length
    }
    this.state = 'partial'
    this.#remaining = bodiless ? 0 : (length ?? 0)
    return end + this.#consume(bytes.length - end)
  }

  #consume(length: number): number {
    const own = Math.min(length, this.#remaining)
    this.#remaining -= own
    if (this.#remaining === 0) this.state = 'whole'
    return own
  }
}
