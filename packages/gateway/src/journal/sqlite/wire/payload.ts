import type { Payload } from '../../../model/event.ts'
import { checksumLine, type PayloadOwner } from '../../stored-headers.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'

/**
 * The bytes of a payload; its method and URL travel with the other texts. Body, sealed headers and headers lie beside
 * each other, so that one call hashes them.
 */
export function writePayload(pen: Pen, payload: Payload, owner: PayloadOwner): void {
  const from = pen.end
  pen.blob(payload.body)
  if (payload.sealedHeaders === null) pen.number(-1)
  else pen.blob(payload.sealedHeaders)
  pen.text(JSON.stringify(payload.headers))
  pen.lengthen(checksumLine(owner, payload, pen.bytes.subarray(from, pen.end)))
}

/** A payload's bytes as the writer binds them. */
export interface PackedPayload {
  headers: Uint8Array
  sealed: Uint8Array | null
  body: Uint8Array
}

export function readPayload(scan: Scan, into: PackedPayload): void {
  into.body = scan.blob()
  const sealed = scan.number()
  into.sealed = sealed < 0 ? null : scan.raw(sealed)
  into.headers = scan.blob()
}
