import { hash, randomBytes } from 'node:crypto'
import { secret } from './ingest-load.ts'

const bodyBytes = 761
const blockBytes = 64

/**
 * Makes signed Webex notifications of 761 bytes, each with an id that never came before, cheaply: the load shares
 * its cores with what it measures. The HMAC is two hashes over standing buffers (RFC 2104).
 */
export class Requests {
  readonly #head: Buffer
  readonly #rooms: number
  readonly #prefix = randomBytes(9).toString('hex')
  /** The inner pad of the key, then the body. */
  readonly #inner = Buffer.alloc(blockBytes + bodyBytes, 'x')
  /** The outer pad, then the inner digest. */
  readonly #outer = Buffer.alloc(blockBytes + 20)
  #made = 0

  constructor(path: string, rooms: number) {
    this.#rooms = rooms
    const start = `POST ${path} HTTP/1.1\r\nHost: hooks.example.com\r\nContent-Type: application/json\r\n`
    this.#head = Buffer.from(`${start}Content-Length: ${bodyBytes}\r\nX-Spark-Signature: `)
    const key = Buffer.alloc(blockBytes)
    key.write(secret)
    for (const [at, byte] of key.entries()) {
      this.#inner[at] = byte ^ 0x36
      this.#outer[at] = byte ^ 0x5c
    }
  }

  /** A request whose body begins with the moment at which it is due, in ms since 1970. */
  next(dueAt: number): Buffer {
    const id = this.#prefix + (this.#made++).toString(16).padStart(12, '0')
    const room = this.#made % this.#rooms
    const start = `{"id":"${dueAt.toFixed(3)}","resource":"messages","event":"created","data":{"id":"${id}","roomId":"room-${room}"},"filler":"`
    const inner = this.#inner
    const end = blockBytes + start.length
    inner.write(start, blockBytes, 'latin1')
    inner.fill('x', end, end + 8)
    inner.write('"}', inner.length - 2, 'latin1')
    this.#outer.write(hash('sha1', inner, 'binary'), blockBytes, 'latin1')
    const head = this.#head
    const request = Buffer.allocUnsafe(head.length + 44 + bodyBytes)
    head.copy(request)
    request.write(`${hash('sha1', this.#outer, 'hex')}\r\n\r\n`, head.length, 'latin1')
    inner.copy(request, head.length + 44, blockBytes)
    return request
  }
}
