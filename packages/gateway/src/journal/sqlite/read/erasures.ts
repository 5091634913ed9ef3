import type { DatabaseSync } from 'node:sqlite'
import type { Erasure, NewErasure } from '../../../model/erasure.ts'
import { integer, type Row } from './event-row.ts'

export interface ErasureReads {
  erasure(number: number): Erasure | null
  erasures(query: { before?: number; limit: number }): Erasure[]
}

export function erasureReads(db: DatabaseSync): ErasureReads {
  const one = db.prepare('select * from erasure where number = ?')
  const all = db.prepare('select * from erasure where number < ? order by number desc limit ?')
  return {
    erasure: (number) => {
      const row = one.get(number)
      return row === undefined ? null : erasureOf(row)
    },
    erasures: ({ before = Number.MAX_SAFE_INTEGER, limit }) => all.all(before, limit).map(erasureOf),
  }
}

export function erasureOf(row: Row): Erasure {
  return {
    ...(JSON.parse(String(row.document)) as NewErasure),
    number: Number(row.number),
    state: String(row.state) as Erasure['state'],
    cursor: { event: Number(row.event_cursor), rejection: Number(row.rejection_cursor) },
    upto: { event: Number(row.event_upto), rejection: Number(row.rejection_upto) },
    events: Number(row.events),
    rejections: Number(row.rejections),
    endedAt: integer(row.ended_ms),
  }
}
