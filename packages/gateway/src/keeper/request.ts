import { afterBlanks, lineEnd, numberIn, standsAt } from './head.ts'

/** Longest head that is looked through; the gateway refuses one of half the length. */
const headLimit = 32 * 1024
const head = Buffer.from('HEAD ')
// RFC 9113, section 3.4: behind this line and a blank one the gateway's parser waits for more, of what is no request of ours.
const otherVersion = Buffer.from('PRI ')
const ofDestination = Buffer.from('POST /api/v1/destinations/')
const ofListener = Buffer.from('POST /api/v1/listeners/')
const contentLength = Buffer.from('content-length:')
const transferEncoding = Buffer.from('transfer-encoding')
const colon = 0x3a
const pull = /^POST \/api\/v1\/(?:destinations|listeners)\/[^/? ]{1,500}\/pull HTTP\/1\.1\r\n/

/**
 * Where the request on one connection ends, read from its head: the method, `Content-Length` and whether
 * there is a `Transfer-Encoding`. Bodies are counted, never read: a request whose end does not follow from its
 * head is `endless`, and the last one of its connection.
 *
 * Should the gateway see another end than this, either the one waits for bytes that the other holds until
 * the request's time is over, or an answer comes before its request was passed on whole, and the connection
 * ends with it. Neither makes a request out of another one's body.
 */
export class Request {
  /** `head`, `body`: that is still being sent. `whole`: all of it was seen. */
  state: 'head' | 'body' | 'whole' | 'endless' = 'head'
  /** Its answer has a length and no body. */
  isHead = false
  /** It asks for deliveries to be lent. */
  isPull = false
  /** Where the line begins that is not there to its end, and how far it was looked through. */
  #line = 0
  #scanned = 0
  #isEndless = false
  #length: number | null = null
  /** What of the body is still to come. */
  #remaining = 0

  /** Another one begins. */
  begin(): void {
    this.state = 'head'
    this.isHead = false
    this.isPull = false
    this.#line = 0
    this.#scanned = 0
    this.#isEndless = false
    this.#length = null
  }

  /**
   * Looks for the end of the head.
   *
   * @param bytes - the request from its first byte
   * @returns how many of them are the request's
   */
  takeHead(bytes: Buffer): number {
    for (let end = lineEnd(bytes, this.#scanned); end >= 0; end = lineEnd(bytes, end)) {
      const line = this.#line
      this.#line = end
      this.#scanned = end
      if (line === 0) this.#readFirstLine(bytes, end)
      else if (end - line === 2) return this.#endHead(bytes.length, end)
      else this.#readField(bytes, line, end - 2)
    }
    this.#scanned = bytes.length
    if (bytes.length > headLimit) this.state = 'endless'
    return bytes.length
  }

  #readFirstLine(bytes: Buffer, end: number): void {
    this.isHead = standsAt(bytes, 0, head)
    this.#isEndless = standsAt(bytes, 0, otherVersion)
    this.isPull =
      (standsAt(bytes, 0, ofDestination) || standsAt(bytes, 0, ofListener)) &&
      pull.test(bytes.toString('latin1', 0, end))
  }

  #readField(bytes: Buffer, line: number, end: number): void {
    if (standsAt(bytes, line, contentLength))
      this.#length ??= numberIn(bytes, line + contentLength.length, end)
    else if (standsAt(bytes, line, transferEncoding))
      this.#isEndless ||= bytes[afterBlanks(bytes, line + transferEncoding.length)] === colon
  }

  #endHead(length: number, end: number): number {
    if (this.#isEndless) {
      this.state = 'endless'
      return length
    }
    this.#remaining = this.#length ?? 0
    this.state = this.#remaining === 0 ? 'whole' : 'body'
    return end + this.takeBody(length - end)
  }

  /** Takes up to so many bytes behind the head; returns how many of them are the request's. */
  takeBody(length: number): number {
    if (this.state === 'endless') return length
    if (this.state !== 'body') return 0
    const own = Math.min(length, this.#remaining)
    this.#remaining -= own
    if (this.#remaining === 0) this.state = 'whole'
    return own
  }

  /** Its first bytes are not held any longer: where its head has not been seen, nor will its end be. */
  lose(): void {
    if (this.state === 'head') this.state = 'endless'
  }
}

/** How many bytes stand before a request: blank lines, which RFC 9112 (§2.2) lets a server pass over. */
export function blanksBefore(bytes: Buffer): number {
  let at = 0
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++
  return at
}
