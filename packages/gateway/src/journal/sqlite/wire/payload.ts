import type { Payload } from '../../../model/event.ts'
import { type PayloadOwner, storeHeaders } from '../../stored-headers.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'

/** The bytes of a payload; its method and URL travel with the other texts. */
export function writePayload(pen: Pen, payload: Payload, owner: PayloadOwner): void {
  pen.text(storeHeaders(payload, owner))
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
