/** What a request costs beside its body: its objects, headers and queue rows; measured at about 2 KiB. */
const overheadBytes = 2048
/** The part of the intake that bodies under way from one network may hold. */
const networkShare = 1 / 2

/**
 * Counts the bytes of requests that are in memory: being read, or waiting for the store. Bodies that come
 * in pieces are counted for their network too, so that slow senders from one network leave room for others.
 */
export class Intake {
  readonly #limit: number
  readonly #networks = new Map<string, number>()
  #held = 0

  /** @param limit - bytes */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes held now. */
  get held(): number {
    return this.#held
  }

  get limit(): number {
    return this.#limit
  }

  get full(): boolean {
    return this.#held >= this.#limit
  }

  /** Counts a request that has come whole. */
  hold(bodyBytes: number): void {
    this.#held += bodyBytes + overheadBytes
  }

  /** The request has been answered. */
  release(bodyBytes: number): void {
    this.#held -= bodyBytes + overheadBytes
  }

  /** Counts a piece of a body under way; false where there is no room for it, and then it is not counted. */
  addPiece(bytes: number, network: string): boolean {
    const before = this.#networks.get(network) ?? 0
    if (this.#held + bytes > this.#limit || before + bytes > this.#limit * networkShare) return false
    this.#networks.set(network, before + bytes)
    this.#held += bytes
    return true
  }

  /** The pieces of a body are whole, or gone. */
  removePieces(bytes: number, network: string): void {
    const left = (this.#networks.get(network) ?? 0) - bytes
    if (left > 0) this.#networks.set(network, left)
    else this.#networks.delete(network)
    this.#held -= bytes
  }
}
