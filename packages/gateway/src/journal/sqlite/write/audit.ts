import type { DatabaseSync } from 'node:sqlite'
import type { AuditEnds } from '../../../model/audit.ts'
import type { AuditChain } from '../../audit/chain.ts'
import { follow, prunedEnds, rowOf, type ToldAct } from '../../audit/row.ts'
import { auditReads } from '../read/audit.ts'

/** What writes to the audit, within a transaction. */
export interface Audit {
  write(told: ToldAct): void
  /** Removes rows from the oldest on, at most so many; answers how many were old enough. */
  prune(before: number, limit: number): number
}

export function createAudit(db: DatabaseSync, chain: AuditChain): Audit {
  const reads = auditReads(db)
  const insert = db.prepare(
    'insert into audit (number, at, actor, operation, target, outline, hash) values (?, ?, ?, ?, ?, ?, ?)',
  )
  const keep = db.prepare(
    `insert into audit_ends (id, anchor, anchor_hash, head, head_hash, seal) values (1, ?, ?, ?, ?, ?)
     on conflict (id) do update set anchor = excluded.anchor, anchor_hash = excluded.anchor_hash,
       head = excluded.head, head_hash = excluded.head_hash, seal = excluded.seal`,
  )
  const remove = db.prepare('delete from audit where number <= ?')

  const keepEnds = ({ anchor, head, seal }: AuditEnds): void => {
    keep.run(anchor.number, anchor.hash, head.number, head.hash, seal)
  }
  return {
    write: (told) => {
      const next = follow(reads.auditEnds(), rowOf(told, chain), chain)
      const { row } = next
      insert.run(row.number, row.at, row.actor, row.operation, row.target, row.outline, row.hash)
      keepEnds(next.ends)
    },
    prune: (before, limit) => {
      const ends = reads.auditEnds()
      const pruned = prunedEnds(ends, reads.auditAfter(0, limit), before, chain)
      if (pruned === null) return 0
      keepEnds(pruned)
      return Number(remove.run(pruned.anchor.number).changes)
    },
  }
}
