import type { DatabaseSync } from 'node:sqlite'
import type { StoredEvent } from '../../../model/event.ts'
import { intactHeaders } from '../../stored-headers.ts'
import { bytes, eventColumns, storedEvent } from './event-row.ts'

/** One payload, its bytes at places of the packed buffer: headers, then sealed ones, then the body. */
interface PackedPayloadRow {
  readonly event: StoredEvent
  readonly method: string
  readonly url: string
  readonly start: number
  readonly headers: number
  /** -1 where there are none. */
  readonly sealed: number
  readonly body: number
}

/** Payloads with all their bytes in one buffer, which is transferred and not copied. */
export interface PackedPayloads {
  readonly rows: readonly PackedPayloadRow[]
  /** Those whose bytes have changed since they were stored. */
  readonly damaged: readonly number[]
  readonly bytes: ArrayBuffer
}

export interface PayloadReads {
  event(seq: number): StoredEvent | null
  payloads(seqs: readonly number[]): PackedPayloads
}

export function payloadReads(db: DatabaseSync): PayloadReads {
  const one = db.prepare(`select ${eventColumns} from event where seq = ?`)
  const both = db.prepare(`
    select ${eventColumns}, method, url, headers, sealed, body
    from event join payload on payload.seq = event.seq where event.seq = ?`)
  return {
    event: (seq) => {
      const row = one.get(seq)
      return row === undefined ? null : storedEvent(row)
    },
    payloads: (seqs) => {
      const rows: PackedPayloadRow[] = []
      const chunks: Uint8Array[] = []
      const damaged: number[] = []
      let end = 0
      for (const seq of new Set(seqs)) {
        const row = both.get(seq)
        if (row === undefined) continue
        const start = end
        const event = storedEvent(row)
        const [method, url] = [String(row.method), String(row.url)]
        const sealed = row.sealed === null ? null : bytes(row.sealed)
        const body = bytes(row.body)
        const headers = intactHeaders({
          ...{ source: event.source, receivedAt: event.receivedAt },
          ...{ method, url, headers: bytes(row.headers), sealed, body },
        })
        if (headers === null) {
          damaged.push(seq)
          continue
        }
        chunks.push(headers, ...(sealed === null ? [] : [sealed]), body)
        end += headers.length + (sealed?.length ?? 0) + body.length
        rows.push({
          event,
          method,
          url,
          start,
          headers: headers.length,
          sealed: sealed?.length ?? -1,
          body: body.length,
        })
      }
      const packed = new Uint8Array(end)
      let at = 0
      for (const chunk of chunks) {
        packed.set(chunk, at)
        at += chunk.length
      }
      return { rows, damaged, bytes: packed.buffer }
    },
  }
}
