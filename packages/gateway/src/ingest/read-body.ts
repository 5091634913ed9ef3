import type { IncomingMessage } from 'node:http'
import { Gathered } from '../model/gathered.ts'
import { type ChunkPace, mostAtOnce, tinyBytes } from './chunk-pace.ts'
import type { Arrival, Intake } from './intake.ts'

/** Why a body was not read to its end. */
export type BodyFailure =
  | 'ERR_BODY_TOO_LARGE'
  | 'ERR_INTAKE_FULL'
  | 'ERR_UPLOAD_TOO_SLOW'
  | 'ERR_BODY_UNREADABLE'

/** The body, or why there is none. */
export type BodyRead =
  | { readonly body: Buffer; readonly failure: null }
  | { readonly body: null; readonly failure: BodyFailure }

/** What reading a body goes by. */
export interface BodyRules {
  readonly maxBytes: number
  readonly intake: Intake
  readonly pace: ChunkPace
  /** The client's network; asked for only where the body comes in pieces. */
  readonly network: () => string
  /** Ms of a clock that nobody sets. */
  readonly elapsed: () => number
}

/**
 * So much beyond the limit is read and thrown away, so that a sender who is a little over has sent all and
 * reads the answer; closing on him would reset the connection and lose it.
 */
const courtesyBytes = 1024 * 1024

const nothing = Buffer.alloc(0)

/**
 * Reads a body as it comes, never keeping more than the limit, whatever `Content-Length` says or leaves
 * out. Nothing is decoded.
 *
 * @param done - called once
 */
export function readBody(request: IncomingMessage, rules: BodyRules, done: (read: BodyRead) => void): void {
  const announced = request.headers['content-length']
  if (announced !== undefined && Number(announced) > rules.maxBytes + courtesyBytes) {
    done({ body: null, failure: 'ERR_BODY_TOO_LARGE' })
    return
  }
  new BodyReader(request, rules, done)
}

class BodyReader {
  readonly #request: IncomingMessage
  readonly #announced: number | null
  readonly #rules: BodyRules
  readonly #done: (read: BodyRead) => void
  #whole: Buffer | null = null
  #gathered: Gathered | null = null
  #arrival: Arrival | null = null
  #size = 0
  #tiny = 0
  #failure: BodyFailure | null = null
  #over = false

  constructor(request: IncomingMessage, rules: BodyRules, done: (read: BodyRead) => void) {
    const { 'content-length': announced } = request.headers
    this.#request = request
    this.#announced = announced === undefined ? null : Number(announced)
    this.#rules = rules
    this.#done = done
    request.on('data', this.#take)
    request.on('end', this.#end)
    request.on('error', this.#broken)
    request.on('close', this.#broken)
  }

  /** Its room goes to another: answered at once, and no more is read. */
  cut(failure: BodyFailure): void {
    this.#fail(failure)
    this.#finish()
  }

  readonly #take = (chunk: Buffer): void => {
    this.#size += chunk.length
    const { maxBytes } = this.#rules
    if (this.#size > maxBytes) this.#fail('ERR_BODY_TOO_LARGE')
    if (this.#failure !== null) {
      if (this.#size > maxBytes + courtesyBytes) this.#finish()
      return
    }
    // A body of one piece is not counted here: it is whole within the turn.
    if (this.#size === this.#announced && this.#arrival === null) this.#whole = chunk
    else this.#gather(chunk)
  }

  #gather(chunk: Buffer): void {
    const { intake, network, elapsed } = this.#rules
    const now = elapsed()
    this.#arrival ??= intake.begin(network(), now, this)
    if (!intake.add(this.#arrival, chunk.length, now)) {
      this.#fail('ERR_INTAKE_FULL')
      return
    }
    this.#gathered ??= new Gathered()
    this.#gathered.add(chunk)
    // Only once the turn is over can the socket be stopped: what it has read is handed on to its end.
    if (chunk.length < tinyBytes && ++this.#tiny === mostAtOnce) setImmediate(this.#rest)
  }

  readonly #rest = (): void => {
    const chunks = this.#tiny
    this.#tiny = 0
    const request = this.#request
    if (this.#over || request.complete) return
    // Of the request alone Node would go on to read up to 64 KiB of chunks.
    request.pause()
    request.socket.pause()
    setTimeout(this.#goOn, this.#rules.pace.wait(chunks, this.#rules.elapsed()))
  }

  readonly #goOn = (): void => {
    this.#request.resume()
    this.#request.socket.resume()
  }

  #fail(failure: BodyFailure): void {
    this.#failure ??= failure
    this.#whole = null
    this.#gathered = null
    this.#leave()
  }

  #leave(): void {
    if (this.#arrival !== null) this.#rules.intake.end(this.#arrival)
    this.#arrival = null
  }

  readonly #end = (): void => this.#finish()

  /** The connection broke, or `Content-Length` promised more than came. */
  readonly #broken = (): void => {
    this.#fail('ERR_BODY_UNREADABLE')
    this.#finish()
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#leave()
    if (this.#failure !== null) this.#done({ body: null, failure: this.#failure })
    else this.#done({ body: this.#whole ?? this.#gathered?.take() ?? nothing, failure: null })
  }
}
