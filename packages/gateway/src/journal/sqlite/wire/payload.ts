import type { Payload } from '../../../model/event.ts'
import { headSum, type PayloadOwner, seeds, sumDigits, writeSum } from '../../checksum.ts'
import { unsummed } from '../../stored-headers.ts'
import { xxh32 } from '../../xxh32.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'

/** The bytes of a payload; its method and URL travel with the other texts. */
export function writePayload(pen: Pen, payload: Payload, owner: PayloadOwner): void {
  const { body, sealedHeaders, headers } = payload
  let from = pen.end
  pen.blob(body)
  let sum = headSum(owner, payload) ^ xxh32(pen.view, from, pen.end, seeds.body)
  from = pen.end
  if (sealedHeaders === null) pen.number(-1)
  else {
    pen.blob(sealedHeaders)
    sum ^= xxh32(pen.view, from, pen.end, seeds.sealed)
    from = pen.end
  }
  pen.text(unsummed(headers))
  const digits = pen.end - sumDigits
  writeSum(pen.bytes, digits, sum ^ xxh32(pen.view, from, digits - 1, seeds.headers))
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
