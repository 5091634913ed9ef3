import type { HeaderList, Payload } from '../../../model/event.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'

/** The bytes of a payload; its method and URL travel with the other texts. */
export function writePayload(pen: Pen, payload: Payload): void {
  pen.text(encodeHeaders(payload.headers))
  if (payload.sealedHeaders === null) pen.number(-1)
  else pen.blob(payload.sealedHeaders)
  pen.blob(payload.body)
}

/** A payload's bytes as the writer binds them. */
export interface PackedPayload {
  headers: Uint8Array
  sealed: Uint8Array | null
  body: Uint8Array
}

export function readPayload(scan: Scan, into: PackedPayload): void {
  into.headers = scan.blob()
  const sealed = scan.number()
  into.sealed = sealed < 0 ? null : scan.raw(sealed)
  into.body = scan.blob()
}

/** Headers are kept as JSON, an array of pairs: order and repeats survive, and a person can read them. */
function encodeHeaders(headers: HeaderList): string {
  return JSON.stringify(headers)
}

export function decodeHeaders(stored: Uint8Array): HeaderList {
  return JSON.parse(Buffer.from(stored.buffer, stored.byteOffset, stored.length).toString('utf8'))
}
