import { holdable } from './array-literal.ts'

const oids = { int2: 21, int4: 23, int8: 20, text: 25, uuid: 2950 }
/** A buffer that one large batch made grow is not kept. */
const keptBytes = 2 ** 20
/** Up to so long, ASCII text is copied faster here than by a call out of JavaScript. */
const shortText = 40
const two32 = 2 ** 32
/** Execute (without a portal's name, all rows) and Sync. */
const closing = Buffer.from('E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04', 'latin1')

/**
 * Writes one statement and its parameters, in PostgreSQL's binary form, as the messages of its protocol, into a
 * buffer that is used again: Parse (without a name), Bind, Execute, Sync. The driver's own way, with arrays as
 * text, each body copied four times and new buffers for each statement, cost twice the CPU: 13 µs an event in
 * batches of 64, and 7 so, much of the difference in the garbage collector.
 */
export class BindWriter {
  /** Parse, and Bind as far as it is always the same. */
  readonly #opening: Buffer
  readonly #bindAt: number
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  /** Where the parameter that is being written has its length. */
  #began = 0

  /** @param statement - with parameters $1 to $`count`, whose types follow from where they stand */
  constructor(statement: string, count: number) {
    const text = Buffer.from(statement)
    this.#bindAt = 9 + text.byteLength
    const opening = Buffer.alloc(this.#bindAt + 13)
    opening.write('P', 0)
    opening.writeInt32BE(this.#bindAt - 1, 1)
    opening.set(text, 6)
    opening.write('B', this.#bindAt)
    // Behind the names of portal and statement, which are empty: one format for all parameters, the binary one.
    opening.writeInt16BE(1, this.#bindAt + 7)
    opening.writeInt16BE(1, this.#bindAt + 9)
    opening.writeInt16BE(count, this.#bindAt + 11)
    this.#opening = opening
  }

  begin(): void {
    if (this.#bytes.byteLength > keptBytes) this.#bytes = Buffer.alloc(0)
    this.#at = 0
    this.#room(this.#opening.byteLength)
    this.#at = this.#opening.copy(this.#bytes, 0)
  }

  /** What was written, to be sent before the next `begin`. */
  end(): Buffer {
    this.#room(32)
    // All columns of the result as text.
    this.#int16(0)
    this.#bytes.writeInt32BE(this.#at - this.#bindAt - 1, this.#bindAt + 1)
    this.#at += closing.copy(this.#bytes, this.#at)
    return this.#bytes.subarray(0, this.#at)
  }

  /** Uses another buffer from now on: what was sent may not have left this one. */
  forget(): void {
    this.#bytes = Buffer.alloc(0)
  }

  int4(value: number): void {
    this.#room(8)
    this.#int32(4)
    this.#int32(value)
  }

  int8(value: number): void {
    this.#room(12)
    this.#int32(8)
    this.#int64(value)
  }

  text(value: string): void {
    this.#textItem(value)
  }

  int2s(values: readonly number[]): void {
    this.#array(oids.int2, values.length)
    this.#room(6 * values.length)
    for (let i = 0; i < values.length; i++) {
      this.#int32(2)
      this.#int16(values[i] ?? 0)
    }
    this.#close()
  }

  int4s(values: ArrayLike<number>): void {
    this.#array(oids.int4, values.length)
    this.#room(8 * values.length)
    for (let i = 0; i < values.length; i++) {
      this.#int32(4)
      this.#int32(values[i] ?? 0)
    }
    this.#close()
  }

  int8s(values: readonly number[]): void {
    this.#array(oids.int8, values.length)
    this.#room(12 * values.length)
    for (let i = 0; i < values.length; i++) {
      this.#int32(8)
      this.#int64(values[i] ?? 0)
    }
    this.#close()
  }

  texts(values: readonly (string | null)[]): void {
    this.#array(oids.text, values.length)
    for (let i = 0; i < values.length; i++) this.#textItem(values[i] ?? null)
    this.#close()
  }

  /** Each null or of 16 bytes. */
  uuids(values: readonly (Uint8Array | null)[]): void {
    this.#array(oids.uuid, values.length)
    this.#room(20 * values.length)
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      this.#int32(value ? 16 : -1)
      if (!value) continue
      if (value.byteLength !== 16) throw new RangeError('A ledger key has 16 bytes.')
      for (let n = 0; n < 16; n++) this.#bytes[this.#at++] = value[n] ?? 0
    }
    this.#close()
  }

  /** A bytea, whose pieces are written by `piece` and `textPiece` until `closeBytes`. */
  openBytes(): void {
    this.#room(4)
    this.#began = this.#at
    this.#at += 4
  }

  piece(bytes: Uint8Array): void {
    this.#room(bytes.byteLength)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.byteLength
  }

  /** Answers how many bytes it is in UTF-8. */
  textPiece(value: string): number {
    this.#room(3 * value.length)
    const length = this.#bytes.write(value, this.#at)
    this.#at += length
    return length
  }

  closeBytes(): void {
    this.#close()
  }

  #array(oid: number, length: number): void {
    this.#room(24)
    this.#began = this.#at
    this.#at += 4
    this.#int32(length === 0 ? 0 : 1)
    // There may be nulls.
    this.#int32(1)
    this.#int32(oid)
    if (length === 0) return
    this.#int32(length)
    this.#int32(1)
  }

  #close(): void {
    this.#bytes.writeInt32BE(this.#at - this.#began - 4, this.#began)
  }

  #textItem(given: string | null): void {
    this.#room(4 + (given === null ? 0 : 3 * given.length))
    if (given === null) {
      this.#int32(-1)
      return
    }
    const value = holdable(given)
    const began = this.#at
    this.#at += 4
    const length = this.#shortAscii(value) ?? this.#bytes.write(value, this.#at)
    this.#at += length
    this.#bytes.writeInt32BE(length, began)
  }

  #shortAscii(value: string): number | null {
    const length = value.length
    if (length > shortText) return null
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 127) return null
      this.#bytes[this.#at + i] = code
    }
    return length
  }

  #int16(value: number): void {
    this.#bytes[this.#at++] = value >> 8
    this.#bytes[this.#at++] = value
  }

  #int32(value: number): void {
    const bytes = this.#bytes
    bytes[this.#at++] = value >> 24
    bytes[this.#at++] = value >> 16
    bytes[this.#at++] = value >> 8
    bytes[this.#at++] = value
  }

  /** Whole numbers below 2^53. */
  #int64(value: number): void {
    const high = Math.floor(value / two32)
    this.#int32(high)
    this.#int32(value - high * two32)
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.byteLength) return
    const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.byteLength, this.#at + bytes, 65_536))
    this.#bytes.copy(grown, 0, 0, this.#at)
    this.#bytes = grown
  }
}
