import type { IncomingMessage } from 'node:http'
import type { Intake } from './intake.ts'

/** Why a body was not read to its end. */
export type BodyFailure = 'ERR_BODY_TOO_LARGE' | 'ERR_INTAKE_FULL' | 'ERR_BODY_UNREADABLE'

/** The body, or why there is none; `closing` says that bytes of it are still to come. */
export type BodyRead =
  | { readonly body: Buffer; readonly failure: null }
  | { readonly body: null; readonly failure: BodyFailure; readonly closing: boolean }

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
 * @param network - of the client; asked for only where the body comes in pieces
 * @param done - called once
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  intake: Intake,
  network: () => string,
  done: (read: BodyRead) => void,
): void {
  const announced = request.headers['content-length']
  if (announced !== undefined && Number(announced) > maxBytes + courtesyBytes) {
    done({ body: null, failure: 'ERR_BODY_TOO_LARGE', closing: true })
    return
  }
  new BodyReader(request, maxBytes, intake, network, done)
}

class BodyReader {
  readonly #announced: number | null
  readonly #maxBytes: number
  readonly #intake: Intake
  readonly #network: () => string
  readonly #done: (read: BodyRead) => void
  #first: Buffer | null = null
  #rest: Buffer[] | null = null
  #size = 0
  #counted = 0
  #failure: BodyFailure | null = null
  #over = false

  constructor(
    request: IncomingMessage,
    maxBytes: number,
    intake: Intake,
    network: () => string,
    done: (read: BodyRead) => void,
  ) {
    const { 'content-length': announced } = request.headers
    this.#announced = announced === undefined ? null : Number(announced)
    this.#maxBytes = maxBytes
    this.#intake = intake
    this.#network = network
    this.#done = done
    request.on('data', this.#take)
    request.on('end', this.#end)
    request.on('error', this.#broken)
    request.on('close', this.#broken)
  }

  readonly #take = (chunk: Buffer): void => {
    this.#size += chunk.length
    if (this.#size > this.#maxBytes) this.#fail('ERR_BODY_TOO_LARGE')
    if (this.#failure !== null) {
      if (this.#size > this.#maxBytes + courtesyBytes) this.#finish(true)
      return
    }
    // A body of one piece is not counted here: it is whole within the turn.
    if (this.#first === null && chunk.length === this.#announced) {
      this.#first = chunk
      return
    }
    if (!this.#intake.addPiece(chunk.length, this.#network())) {
      this.#fail('ERR_INTAKE_FULL')
      return
    }
    this.#counted += chunk.length
    if (this.#first === null) {
      this.#first = chunk
    } else {
      this.#rest ??= [this.#first]
      this.#rest.push(chunk)
    }
  }

  #fail(failure: BodyFailure): void {
    this.#failure ??= failure
    this.#first = null
    this.#rest = null
    this.#uncount()
  }

  #uncount(): void {
    if (this.#counted > 0) this.#intake.removePieces(this.#counted, this.#network())
    this.#counted = 0
  }

  readonly #end = (): void => this.#finish(false)

  /** The connection broke, or `Content-Length` promised more than came. */
  readonly #broken = (): void => {
    this.#fail('ERR_BODY_UNREADABLE')
    this.#finish(true)
  }

  #finish(closing: boolean): void {
    if (this.#over) return
    this.#over = true
    this.#uncount()
    if (this.#failure !== null) this.#done({ body: null, failure: this.#failure, closing })
    else
      this.#done({
        body: this.#rest === null ? (this.#first ?? nothing) : Buffer.concat(this.#rest),
        failure: null,
      })
  }
}
