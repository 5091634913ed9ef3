/**
 * Packs what is to be written into two transferable buffers, one of numbers and one of bytes: passing
 * them to the writer's thread costs the same for one event and for a thousand, while a structured clone
 * of small objects costs several microseconds each on the thread that also parses HTTP.
 */
export class Pen {
  numbers: Float64Array
  bytes: Buffer
  /** The same bytes, to read words of. */
  view: DataView
  /** Numbers and bytes written so far. */
  at = 0
  end = 0

  constructor(numbers: ArrayBuffer, bytes: ArrayBuffer) {
    this.numbers = new Float64Array(numbers)
    this.bytes = Buffer.from(bytes)
    this.view = new DataView(bytes)
  }

  number(value: number): void {
    if (this.at === this.numbers.length) this.#growNumbers()
    this.numbers[this.at++] = value
  }

  /** Its length, then the bytes. */
  blob(value: Uint8Array): void {
    this.number(value.length)
    this.raw(value)
  }

  raw(value: Uint8Array): void {
    this.#room(value.length)
    this.bytes.set(value, this.end)
    this.end += value.length
  }

  /** Its length in bytes, then UTF-8. */
  text(value: string): void {
    this.#room(value.length * 3)
    const written = this.bytes.write(value, this.end, 'utf8')
    this.number(written)
    this.end += written
  }

  #growNumbers(): void {
    const larger = new Float64Array(this.numbers.length * 2)
    larger.set(this.numbers)
    this.numbers = larger
  }

  #room(more: number): void {
    if (this.end + more <= this.bytes.length) return
    const before = this.bytes.buffer as ArrayBuffer
    const larger = before.transfer(Math.max(this.bytes.length * 2, this.end + more))
    this.bytes = Buffer.from(larger)
    this.view = new DataView(larger)
  }
}
