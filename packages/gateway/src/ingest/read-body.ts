import type { IncomingMessage } from 'node:http'
import { type ChunkPace, leastMs, mostAtOnce, type Reading, tinyBytes } from '../model/chunk-pace.ts'
import { Gathered } from '../model/gathered.ts'
import { letGo } from '../model/let-go.ts'
import type { BodyFailure } from './body-failure.ts'
import type { Arrival, Intake } from './intake.ts'

/** The body, or why there is none. */
export type BodyRead =
  | { readonly body: Buffer; readonly failure: null }
  | { readonly body: null; readonly failure: BodyFailure }

/** What reading a body goes by. */
export interface BodyRules {
  readonly maxBytes: number
  readonly intake: Intake
  readonly pace: ChunkPace
  /** The client's network. */
  readonly network: string
  /** Ms of a clock that nobody sets. */
  readonly elapsed: () => number
}

/**
 * So much beyond the limit is read and thrown away, so that a sender who is a little over has sent all and
 * reads the answer; closing on him would reset the connection and lose it.
 */
const courtesyBytes = 1024 * 1024

const nothing = Buffer.alloc(0)
const noRead = (): void => undefined

/**
 * Reads a body as it comes, never keeping more than the limit, whatever `Content-Length` says or leaves
 * out. Nothing is decoded.
 *
 * @param done - called once
 */
export function readBody(request: IncomingMessage, rules: BodyRules, done: (read: BodyRead) => void): void {
  const { 'content-length': announced, expect } = request.headers
  // Who waits to be asked for his body reads the answer in any case.
  const courtesy = expect === undefined ? courtesyBytes : 0
  if (announced !== undefined && Number(announced) > rules.maxBytes + courtesy) {
    done({ body: null, failure: 'ERR_BODY_TOO_LARGE' })
    return
  }
  new BodyReader(request, rules, done)
}

class BodyReader implements Reading {
  readonly #request: IncomingMessage
  readonly #announced: number | null
  readonly #rules: BodyRules
  readonly #done: (read: BodyRead) => void
  #whole: Buffer | null = null
  #gathered: Gathered | null = null
  #arrival: Arrival | null = null
  #size = 0
  #tiny = 0
  #lastAt = 0
  #stopped = false
  #failure: BodyFailure | null = null
  #over = false

  constructor(request: IncomingMessage, rules: BodyRules, done: (read: BodyRead) => void) {
    const { 'content-length': announced, 'transfer-encoding': encoding } = request.headers
    this.#request = request
    this.#announced = announced === undefined ? null : Number(announced)
    this.#rules = rules
    this.#done = done
    if (encoding !== undefined && rules.pace.isBusy(this.network)) {
      this.#stop()
      rules.pace.begin(this)
    }
    request.on('data', this.#take)
    request.on('end', this.#end)
    request.on('error', this.#broken)
    request.on('close', this.#broken)
  }

  get network(): string {
    return this.#rules.network
  }

  /** Reads what the socket brings. */
  goOn(): void {
    this.#stopped = false
    Reflect.deleteProperty(this.#request, '_read')
    this.#request.socket.resume()
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
    // A body of one piece is not counted here: it is whole within the turn.
    if (this.#size === this.#announced && this.#arrival === null && this.#failure === null) {
      this.#whole = chunk
      return
    }
    const now = this.#rules.elapsed()
    const { length } = chunk
    if (this.#failure === null) this.#gather(chunk, now)
    if (this.#failure !== null) letGo(chunk)
    if (this.#size > maxBytes + courtesyBytes) this.#finish()
    this.#lastAt = now
    if (length < tinyBytes && ++this.#tiny === mostAtOnce) this.#rest(now)
  }

  #gather(chunk: Buffer, now: number): void {
    const { intake } = this.#rules
    this.#arrival ??= intake.begin(this.network, now, this)
    if (!intake.add(this.#arrival, chunk.length, now)) {
      this.#fail('ERR_INTAKE_FULL')
      return
    }
    this.#gathered ??= new Gathered()
    this.#gathered.add(chunk)
  }

  /**
   * Reads no more of the socket for a while: at once, since there are up to 32 reads of 64 KiB in a turn. What the
   * last one has brought still comes, to its end, and its time is known when the turn is over. The request itself is
   * not paused: it would keep each chunk of that as an object.
   */
  #rest(since: number): void {
    const { pace } = this.#rules
    this.#stop()
    pace.rest(this)
    setImmediate(() => {
      // The first ones were not measured.
      const measured = Math.max(1, this.#tiny - mostAtOnce)
      const spent = Math.max(leastMs, ((this.#lastAt - since) * this.#tiny) / measured)
      this.#tiny = 0
      pace.charge(spent)
      if (this.#over || this.#request.complete) this.#endRest()
    })
  }

  #endRest(): void {
    this.#rules.pace.leave(this)
    this.goOn()
  }

  #stop(): void {
    this.#stopped = true
    // Node asks for more behind each chunk, which would have the socket read on.
    this.#request._read = noRead
    this.#request.socket.pause()
  }

  #fail(failure: BodyFailure): void {
    this.#failure ??= failure
    this.#whole = null
    this.#gathered?.clear()
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
    if (this.#stopped) this.#endRest()
    this.#leave()
    if (this.#failure !== null) this.#done({ body: null, failure: this.#failure })
    else this.#done({ body: this.#whole ?? this.#gathered?.take() ?? nothing, failure: null })
  }
}
