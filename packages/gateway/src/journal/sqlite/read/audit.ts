import type { DatabaseSync } from 'node:sqlite'
import type { AuditEnds, AuditRow } from '../../../model/audit.ts'
import { noEnds } from '../../audit/prove.ts'
import type { Row } from './event-row.ts'

/** What is read of the audit. */
export interface AuditTableReads {
  auditRows(query: { before?: number; limit: number }): AuditRow[]
  auditAfter(number: number, limit: number): AuditRow[]
  auditEnds(): AuditEnds
}

export function auditReads(db: DatabaseSync): AuditTableReads {
  const newest = db.prepare('select * from audit where number < ? order by number desc limit ?')
  const after = db.prepare('select * from audit where number > ? order by number limit ?')
  const ends = db.prepare('select * from audit_ends')
  return {
    auditRows: ({ before = Number.MAX_SAFE_INTEGER, limit }) => newest.all(before, limit).map(rowOf),
    auditAfter: (number, limit) => after.all(number, limit).map(rowOf),
    auditEnds: () => {
      const row = ends.get()
      if (row === undefined) return noEnds
      return {
        anchor: { number: Number(row.anchor), hash: row.anchor_hash as Uint8Array },
        head: { number: Number(row.head), hash: row.head_hash as Uint8Array },
        seal: row.seal as Uint8Array,
      }
    },
  }
}

function rowOf(row: Row): AuditRow {
  return {
    number: Number(row.number),
    at: Number(row.at),
    actor: String(row.actor),
    operation: String(row.operation),
    target: String(row.target),
    outline: String(row.outline),
    hash: row.hash as Uint8Array,
  }
}
