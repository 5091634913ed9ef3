/** Reads what a `Pen` has packed, in the same order. Bytes are views: nothing is copied before SQLite does. */
export class Scan {
  readonly #numbers: Float64Array
  readonly #bytes: Buffer
  at = 0
  end = 0

  constructor(numbers: ArrayBuffer, bytes: ArrayBuffer) {
    this.#numbers = new Float64Array(numbers)
    this.#bytes = Buffer.from(bytes)
  }

  number(): number {
    const value = this.#numbers[this.at++]
    if (value === undefined) throw new RangeError('read past the end of a batch')
    return value
  }

  blob(): Uint8Array {
    return this.raw(this.number())
  }

  raw(length: number): Uint8Array {
    const start = this.end
    this.end += length
    return this.#bytes.subarray(start, this.end)
  }

  text(): string {
    const start = this.end
    this.end += this.number()
    return this.#bytes.toString('utf8', start, this.end)
  }
}
