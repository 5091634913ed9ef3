import { crc32 } from 'node:zlib'
import type { Payload } from '../model/event.ts'
import { mixed, xxh32 } from './xxh32.ts'

/** What a payload belongs to: of its event, or of its rejection. */
export interface PayloadOwner {
  readonly source: number
  readonly receivedAt: number
}

/** A payload as it lies in a row. */
export interface StoredPayload extends PayloadOwner {
  readonly method: string
  readonly url: string
  readonly headers: Uint8Array
  readonly sealed: Uint8Array | null
  readonly body: Uint8Array
}

/** Of the parts of SQLite's checksum, so that none can stand in another's place. */
export const seeds = { body: 1, sealed: 2, headers: 3 } as const

/** Digits of a checksum. */
export const sumDigits = 8
/** SQLite's has sixteen digits from `g` on: those of a CRC-32 end at `f`. */
const firstDigit = 'g'.charCodeAt(0)

/**
 * The part of SQLite's checksum that is of its owner and of method and URL. The whole is this, and the `xxh32` of
 * body, sealed headers and headers under their seeds, by exclusive or: what changes one word of four bytes always
 * changes it, and one of 4,000,000,000 other changes does not.
 */
export function headSum(
  { source, receivedAt }: PayloadOwner,
  { method, url }: Pick<StoredPayload, 'method' | 'url'>,
): number {
  let sum = mixed(mixed(mixed(0, source), receivedAt), receivedAt / 2 ** 32)
  for (let at = 0; at < method.length; at++) sum = mixed(sum, method.charCodeAt(at))
  sum = mixed(sum, method.length)
  for (let at = 0; at < url.length; at++) sum = mixed(sum, url.charCodeAt(at))
  return sum
}

/** Writes the digits of SQLite's checksum. */
export function writeSum(into: Uint8Array, at: number, sum: number): void {
  for (let digit = 0; digit < sumDigits; digit++) {
    into[at + digit] = firstDigit + ((sum >>> (28 - 4 * digit)) & 15)
  }
}

/**
 * PostgreSQL's checksum, a CRC-32 in hexadecimal: what gateways of before write and read, beside which today's may run
 * on one database.
 */
export function crcHeadersFirst(
  owner: PayloadOwner,
  { method, url, sealedHeaders, body }: Omit<Payload, 'headers'>,
  json: string,
): string {
  return crcOf(`${belongsTo(owner, method, url)}\n${json}`, [sealedHeaders, body])
}

/**
 * Whether these are the digits of a payload's checksum. Which of the two CRC-32 a row has it does not say, so both
 * are tried.
 *
 * @param json - the headers as they are stored, without the digits
 */
export function hasSum(digits: Uint8Array, row: StoredPayload, json: Uint8Array): boolean {
  const right = Buffer.alloc(sumDigits)
  if ((digits[0] ?? 0) >= firstDigit) {
    writeSum(right, 0, sumOfRow(row, json))
    return right.equals(digits)
  }
  const { method, url, sealed: sealedHeaders, body } = row
  const headers = Buffer.from(json).toString('utf8')
  return [crcBodyFirst(row, json), crcHeadersFirst(row, { method, url, sealedHeaders, body }, headers)].some(
    (crc) => right.write(crc, 'latin1') > 0 && right.equals(digits),
  )
}

/** The digits of a payload that has changed, in the form that its row has. */
export function sumLike(digits: Uint8Array, row: StoredPayload, json: Uint8Array): Uint8Array {
  const sum = Buffer.alloc(sumDigits)
  if ((digits[0] ?? 0) >= firstDigit) writeSum(sum, 0, sumOfRow(row, json))
  else {
    const { method, url, sealed: sealedHeaders, body } = row
    sum.write(
      crcHeadersFirst(row, { method, url, sealedHeaders, body }, Buffer.from(json).toString('utf8')),
      'latin1',
    )
  }
  return sum
}

/** As SQLite had it before `xxh32`. */
function crcBodyFirst(row: StoredPayload, json: Uint8Array): string {
  return crcOf(`${belongsTo(row, row.method, row.url)}\n`, [row.body, row.sealed, json])
}

function belongsTo({ source, receivedAt }: PayloadOwner, method: string, url: string): string {
  return `${source} ${receivedAt} ${method} ${url}`
}

function crcOf(text: string, bytes: readonly (Uint8Array | null)[]): string {
  let sum = crc32(text)
  for (const part of bytes) if (part !== null) sum = crc32(part, sum)
  return fourDigits(sum >>> 16) + fourDigits(sum & 0xffff)
}

/** Hexadecimal, of 16 bits: what is above 31 bits is no small number to the engine, and takes it ten times as long. */
function fourDigits(value: number): string {
  return (value + 0x1_0000).toString(16).slice(1)
}

function sumOfRow(row: StoredPayload, json: Uint8Array): number {
  const ofBytes = sumOf(row.body, seeds.body) ^ sumOf(json, seeds.headers)
  return headSum(row, row) ^ ofBytes ^ (row.sealed === null ? 0 : sumOf(row.sealed, seeds.sealed))
}

function sumOf(bytes: Uint8Array, seed: number): number {
  return xxh32(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, seed)
}
