import type { ChunkPace, Reading } from '../model/chunk-pace.ts'

/** A piece of fewer bytes is tiny: a slow line's are longer, but for the last. */
const tinyBytes = 1024
/** So many tiny pieces of one request are read as they come. */
const mostAtOnce = 4

/**
 * Whether one connection's request comes in drips, and is read on when it is its turn among those of all. Each piece
 * costs two processes tens of µs, however small it is: 8,300 connections that sent a byte each as often as they could
 * left no time for anybody else.
 */
export class Drip implements Reading {
  readonly network: string
  readonly goOn: () => void
  readonly #pace: ChunkPace
  #tiny = 0
  #rests = false

  /** @param readOn - it is its turn */
  constructor(pace: ChunkPace, network: string, readOn: () => void) {
    this.#pace = pace
    this.network = network
    this.goOn = () => {
      this.#rests = false
      readOn()
    }
  }

  /** It is not to be read before its turn. */
  get rests(): boolean {
    return this.#rests
  }

  /** Another request begins. */
  begin(): void {
    this.#tiny = 0
  }

  /** So many bytes have come of a request of which more is to come; answers whether it rests. */
  came(bytes: number): boolean {
    if (bytes >= tinyBytes || this.#rests || ++this.#tiny <= mostAtOnce) return this.#rests
    this.#rests = true
    if (this.#tiny === mostAtOnce + 1) this.#pace.begin(this)
    else this.#pace.rest(this)
    return true
  }

  /** Nothing more is to be read. */
  end(): void {
    if (!this.#rests) return
    this.#rests = false
    this.#pace.leave(this)
  }
}
