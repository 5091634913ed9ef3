const headEnd = Buffer.from('\r\n\r\n')
/** Longest head that is looked through; the gateway refuses one of half the length. */
const headLimit = 32 * 1024
const pull = /^POST \/api\/v1\/destinations\/[^/? ]{1,500}\/pull HTTP\/1\.1\r\n/

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
  #scanned = 0
  #remaining = 0

  /** Another one begins. */
  begin(): void {
    this.state = 'head'
    this.isHead = false
    this.isPull = false
    this.#scanned = 0
  }

  /**
   * Looks for the end of the head.
   *
   * @param bytes - the request from its first byte
   * @returns how many of them are the request's
   */
  takeHead(bytes: Buffer): number {
    const end = bytes.indexOf(headEnd, this.#scanned)
    if (end < 0) {
      this.#scanned = Math.max(0, bytes.length - headEnd.length + 1)
      if (bytes.length > headLimit) this.state = 'endless'
      return bytes.length
    }
    const head = bytes.toString('latin1', 0, end + 2)
    this.isHead = head.startsWith('HEAD ')
    this.isPull = pull.test(head)
    if (/\r\ntransfer-encoding[ \t]*:/i.test(head)) {
      this.state = 'endless'
      return bytes.length
    }
    const from = end + headEnd.length
    this.#remaining = Number(/\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n/i.exec(head)?.[1] ?? 0)
    this.state = this.#remaining === 0 ? 'whole' : 'body'
    return from + this.takeBody(bytes.length - from)
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
