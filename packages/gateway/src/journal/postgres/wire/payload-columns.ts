import type { Payload } from '../../../model/event.ts'
import type { PayloadOwner } from '../../checksum.ts'
import { headersOf, storeHeaders } from '../../stored-headers.ts'
import { numberArray, textArray } from './array-literal.ts'
import type { Blob } from './blob.ts'

/** The parameters that carry the payloads of a batch, in the order of the stored functions' arguments. */
export interface PayloadColumns {
  readonly methods: string
  readonly urls: string
  readonly starts: string
  readonly headerLengths: string
  /** -1 where there are none. */
  readonly sealedLengths: string
  readonly bodyLengths: string
}

/** Lays headers, sealed headers and body of each payload into the blob, side by side. */
export function payloadColumns(
  owners: readonly (PayloadOwner & { readonly payload: Payload })[],
  blob: Blob,
): PayloadColumns {
  const payloads = owners.map(({ payload }) => payload)
  const starts: number[] = []
  const headerLengths: number[] = []
  const sealedLengths: number[] = []
  const bodyLengths: number[] = []
  for (const { payload, source, receivedAt } of owners) {
    const headers = Buffer.from(storeHeaders(payload, { source, receivedAt }))
    starts.push(blob.add(headers))
    headerLengths.push(headers.byteLength)
    if (payload.sealedHeaders !== null) blob.add(payload.sealedHeaders)
    sealedLengths.push(payload.sealedHeaders === null ? -1 : payload.sealedHeaders.byteLength)
    blob.add(payload.body)
    bodyLengths.push(payload.body.byteLength)
  }
  return {
    methods: textArray(payloads.map((p) => p.method)),
    urls: textArray(payloads.map((p) => p.url)),
    starts: numberArray(starts),
    headerLengths: numberArray(headerLengths),
    sealedLengths: numberArray(sealedLengths),
    bodyLengths: numberArray(bodyLengths),
  }
}

export interface PayloadRow {
  readonly method: string
  readonly url: string
  readonly headers: Uint8Array
  readonly sealed: Uint8Array | null
  readonly body: Uint8Array
}

/** A payload as it was given. */
export function payloadOf(row: PayloadRow): Payload {
  return {
    method: row.method,
    url: row.url,
    headers: headersOf(row.headers),
    sealedHeaders: row.sealed,
    body: row.body,
  }
}

/** About what a payload holds in memory, in bytes. */
export function payloadSize(payload: Payload): number {
  let size = payload.body.byteLength + payload.url.length + (payload.sealedHeaders?.byteLength ?? 0)
  for (const [name, value] of payload.headers) size += name.length + value.length + 8
  return size
}
