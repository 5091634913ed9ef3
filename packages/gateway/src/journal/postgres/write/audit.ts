import type { AuditEnds, AuditRow } from '../../../model/audit.ts'
import { type AuditChain, nowhere } from '../../audit/chain.ts'
import { type AuditReads, noEnds } from '../../audit/prove.ts'
import { follow, prunedEnds, rowOf, type ToldAct } from '../../audit/row.ts'
import { numberArray, textArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'

const columns = 'number, at, actor, operation, target, outline, hash'

/**
 * Writes rows behind the last. The lock on the row that tells the ends makes writers wait for each other until they
 * have committed: it is taken last, and only by what somebody does, so that nothing that comes in or goes out waits.
 */
export async function writeAudit(query: Query, chain: AuditChain, told: readonly ToldAct[]): Promise<void> {
  let ends = await lockedEnds(query)
  const rows = told.map((each) => {
    const next = follow(ends, rowOf(each, chain), chain)
    ends = next.ends
    return next.row
  })
  await query(
    `insert into countersign.audit (${columns})
     select number, at, actor, operation, target, outline, decode(hash, 'hex')
       from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         told (number, at, actor, operation, target, outline, hash)`,
    [
      numberArray(rows.map(({ number }) => number)),
      numberArray(rows.map(({ at }) => at)),
      textArray(rows.map(({ actor }) => actor)),
      textArray(rows.map(({ operation }) => operation)),
      textArray(rows.map(({ target }) => target)),
      textArray(rows.map(({ outline }) => outline)),
      textArray(rows.map(({ hash }) => Buffer.from(hash).toString('hex'))),
    ],
  )
  await keepEnds(query, ends)
}

/** Removes rows from the oldest on, at most so many; answers how many were old enough. */
export async function pruneAudit(
  database: Pick<Database, 'read' | 'transaction'>,
  chain: AuditChain,
  before: number,
  limit: number,
): Promise<number> {
  const [oldest] = await database.read<{ at: number }>(
    'select at from countersign.audit order by number limit 1',
  )
  if (oldest === undefined || oldest.at >= before) return 0
  return await database.transaction(async (query) => {
    const ends = await lockedEnds(query)
    const pruned = prunedEnds(ends, await rowsAfter(query, 0, limit), before, chain)
    if (pruned === null) return 0
    await keepEnds(query, pruned)
    const gone = await query('delete from countersign.audit where number <= $1 returning 1', [
      pruned.anchor.number,
    ])
    return gone.length
  })
}

/** Newest first. */
export async function auditRows(
  { read }: Pick<Database, 'read'>,
  { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number; limit: number },
): Promise<AuditRow[]> {
  return await read<AuditRow>(
    `select ${columns} from countersign.audit where number < $1 order by number desc limit $2`,
    [before, limit],
  )
}

/** What a proof reads. From where writes go: a standby that lags would miss rows. */
export function auditReads({ write }: Pick<Database, 'write'>): AuditReads {
  return {
    ends: () => readEnds(write, ''),
    after: (number, limit) => rowsAfter(write, number, limit),
  }
}

async function rowsAfter(query: Query, number: number, limit: number): Promise<AuditRow[]> {
  return await query<AuditRow>(
    `select ${columns} from countersign.audit where number > $1 order by number limit $2`,
    [number, limit],
  )
}

async function lockedEnds(query: Query): Promise<AuditEnds> {
  const found = await readEnds(query, 'for update')
  if (found !== noEnds) return found
  await query(
    `insert into countersign.audit_ends (id, anchor, anchor_hash, head, head_hash, seal)
     values (1, 0, $1, 0, $1, $2) on conflict (id) do nothing`,
    [Buffer.from(nowhere.hash), Buffer.from(noEnds.seal)],
  )
  return await readEnds(query, 'for update')
}

async function readEnds(query: Query, lock: '' | 'for update'): Promise<AuditEnds> {
  const [row] = await query<{
    readonly anchor: number
    readonly anchor_hash: Uint8Array
    readonly head: number
    readonly head_hash: Uint8Array
    readonly seal: Uint8Array
  }>(`select anchor, anchor_hash, head, head_hash, seal from countersign.audit_ends ${lock}`)
  if (row === undefined) return noEnds
  return {
    anchor: { number: row.anchor, hash: row.anchor_hash },
    head: { number: row.head, hash: row.head_hash },
    seal: row.seal,
  }
}

async function keepEnds(query: Query, { anchor, head, seal }: AuditEnds): Promise<void> {
  await query(
    `update countersign.audit_ends
        set anchor = $1, anchor_hash = $2, head = $3, head_hash = $4, seal = $5`,
    [anchor.number, Buffer.from(anchor.hash), head.number, Buffer.from(head.hash), Buffer.from(seal)],
  )
}
