import type { HeaderList, Payload } from '../model/event.ts'
import type { KeptRejection } from '../model/rejection.ts'
import {
  crcHeadersFirst,
  hasSum,
  type PayloadOwner,
  type StoredPayload,
  sumDigits,
  sumLike,
} from './checksum.ts'

const lineEnd = 10
/** What stands in the place of a checksum until it is written. */
const noSum = `\n${'-'.repeat(sumDigits)}`

/**
 * Headers as PostgreSQL keeps them: JSON, an array of pairs, so that order and repeats survive and a person can
 * read them; then a line with the checksum of all of the payload, and of the event that it belongs to. It stands
 * there and not in a column, so that no stored function, no transfer and no erasure knows of it: what moves or
 * removes the headers moves or removes it.
 */
export function storeHeaders(payload: Payload, owner: PayloadOwner): string {
  const json = JSON.stringify(payload.headers)
  return `${json}\n${crcHeadersFirst(owner, payload, json)}`
}

/** The same text as SQLite keeps it, with room at its end for the digits of another checksum. */
export function unsummed(headers: HeaderList): string {
  return JSON.stringify(headers) + noSum
}

/** The JSON of stored headers, without their checksum. */
export function headersOf(stored: Uint8Array): HeaderList {
  return JSON.parse(text(jsonOf(stored)))
}

/**
 * The JSON of the headers of a payload that is as it was stored; null where a byte of it has changed. One from
 * before there were checksums is believed as long as its headers can be read.
 */
export function intactHeaders(row: StoredPayload): Uint8Array | null {
  const json = jsonOf(row.headers)
  if (json.length === row.headers.length) return isJson(json) ? json : null
  return hasSum(row.headers.subarray(-sumDigits), row, json) ? json : null
}

/** A rejection's payload, and whether it is no longer what was stored. */
export function keptPayload(row: StoredPayload): Pick<KeptRejection, 'payload' | 'damaged'> {
  const { method, url, sealed: sealedHeaders, body } = row
  const damaged = intactHeaders(row) === null
  const headers = damaged ? [] : headersOf(row.headers)
  return { payload: { method, url, headers, sealedHeaders, body }, ...(damaged && { damaged }) }
}

/**
 * The stored headers of a row that other sealed headers are put into, with the checksum that it has then; null where a
 * byte of the row has changed: it is left as it is.
 */
export function headersBeside(sealed: Uint8Array, row: StoredPayload): Uint8Array | null {
  const json = intactHeaders(row)
  if (json === null || json.length === row.headers.length) return json
  const digits = row.headers.subarray(-sumDigits)
  return Buffer.concat([row.headers.subarray(0, -sumDigits), sumLike(digits, { ...row, sealed }, json)])
}

/** Whether stored headers end with a checksum. */
export function hasChecksum(stored: Uint8Array): boolean {
  return jsonOf(stored).length < stored.length
}

function jsonOf(stored: Uint8Array): Uint8Array {
  const end = stored.length - noSum.length
  return stored[end] === lineEnd ? stored.subarray(0, end) : stored
}

function isJson(bytes: Uint8Array): boolean {
  try {
    return Array.isArray(JSON.parse(text(bytes)))
  } catch {
    return false
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
}
