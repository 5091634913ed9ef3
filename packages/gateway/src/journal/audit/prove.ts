import { timingSafeEqual } from 'node:crypto'
import type { AuditEnds, AuditFault, AuditPlace, AuditProof, AuditRow } from '../../model/audit.ts'
import { type AuditChain, nowhere } from './chain.ts'

/** What a proof reads of the store. */
export interface AuditReads {
  ends(): Promise<AuditEnds>
  /** Rows after a number, ascending. */
  after(number: number, limit: number): Promise<readonly AuditRow[]>
}

const rowsAtOnce = 500

/** The ends of an audit that nothing was written to. */
export const noEnds: AuditEnds = { anchor: nowhere, head: nowhere, seal: new Uint8Array(0) }

/** Reads every row and names the first that is not as it was written. What is written meanwhile is no part of it. */
export async function proveAudit(reads: AuditReads, chain: AuditChain): Promise<AuditProof> {
  for (;;) {
    const ends = await reads.ends()
    const proof = await proveFrom(ends, reads, chain)
    if (proof.fault === null) return proof
    // Retention may have gone on meanwhile.
    const now = await reads.ends()
    if (now.anchor.number === ends.anchor.number) return proof
  }
}

async function proveFrom(ends: AuditEnds, reads: AuditReads, chain: AuditChain): Promise<AuditProof> {
  const { anchor, head } = ends
  let [at, rows] = [anchor, 0]
  const found = (fault: AuditFault | null): AuditProof => ({ rows, anchor, head, fault })
  if (!isSealed(ends, chain)) return found({ number: anchor.number + 1, how: 'ends' })
  while (at.number < head.number) {
    const page = await reads.after(at.number, Math.min(rowsAtOnce, head.number - at.number))
    if (page.length === 0) return found({ number: at.number + 1, how: 'missing' })
    for (const row of page) {
      const fault = faultOf(at, row, chain)
      if (fault !== null) return found(fault)
      at = row
      rows++
    }
  }
  if (!same(at.hash, head.hash)) return found({ number: head.number, how: 'altered' })
  const [stray] = await reads.after(head.number, 1)
  // One that was written since is in its place behind the head.
  if (stray !== undefined && faultOf(at, stray, chain) !== null)
    return found({ number: stray.number, how: 'added' })
  const [before] = await reads.after(0, 1)
  if (before !== undefined && before.number <= anchor.number)
    return found({ number: before.number, how: 'added' })
  return found(null)
}

/** What is wrong with a row that is to stand behind a place; null: nothing. */
export function faultOf(at: AuditPlace, row: AuditRow, chain: AuditChain): AuditFault | null {
  if (row.number !== at.number + 1) return { number: at.number + 1, how: 'missing' }
  return same(chain.hashOf(at, row), row.hash) ? null : { number: row.number, how: 'altered' }
}

/** Whether the ends are as they were written. */
export function isSealed(ends: AuditEnds, chain: AuditChain): boolean {
  if (ends.head.number === 0 && ends.anchor.number === 0 && ends.seal.length === 0) return true
  return same(chain.sealOf(ends), ends.seal)
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
