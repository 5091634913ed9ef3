import type { KeptKey } from '../../../model/kept-key.ts'
import {
  type Resealed,
  type ResealedAnswer,
  type SealedAnswer,
  type SealedKind,
  type SealedPage,
  sealedAtOnce,
} from '../../port/seals.ts'
import { headersBeside } from '../../stored-headers.ts'
import type { Database, Query } from '../wire/database.ts'
import type { PayloadRow } from '../wire/payload-columns.ts'

/** What a connection of a gateway is called, by which others see which keys it has. */
export function applicationName(fingerprints: readonly string[]): string {
  return `${named} ${fingerprints.join(',')}`
}

const named = 'countersign'
const tables = { event: 'payload', rejection: 'rejection' } as const

/** Null: no gateway with a key has opened the database. */
export async function keptKey(query: Query): Promise<KeptKey | null> {
  const rows = await query<{ name: string; value: string }>(
    `select name, value from countersign.meta where name in ('key_fingerprint', 'key_root')`,
  )
  const { key_fingerprint: fingerprint, key_root: root } = Object.fromEntries(
    rows.map(({ name, value }) => [name, value]),
  )
  if (fingerprint === undefined) return null
  return { fingerprint, root: root === undefined ? null : new Uint8Array(Buffer.from(root, 'base64')) }
}

/** Lets another key seal; false where `from` is not the one that does. */
export async function keepKey(database: Database, from: string, to: KeptKey): Promise<boolean> {
  return await database.transaction(async (query) => {
    const turned = await query(
      `update countersign.meta set value = $2 where name = 'key_fingerprint' and value = $1 returning name`,
      [from, to.fingerprint],
    )
    if (turned.length === 0) return false
    await keepRoot(query, to.root)
    return true
  })
}

/** Keeps the first key, sealed; null: the one that seals is it. */
export async function keepRoot(query: Query, root: Uint8Array | null): Promise<void> {
  if (root === null) await query(`delete from countersign.meta where name = 'key_root'`)
  else
    await query(
      `insert into countersign.meta (name, value) values ('key_root', $1)
       on conflict (name) do update set value = excluded.value`,
      [Buffer.from(root).toString('base64')],
    )
}

/** By the names of the connections that the role may see: those of its own role. */
export async function keysOfGateways(query: Query): Promise<readonly (readonly string[])[]> {
  const rows = await query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
      where datname = current_database() and application_name ~ '^${named}( [0-9a-f,]*)?$'`,
  )
  return rows.map(({ name }) =>
    name
      .slice(named.length + 1)
      .split(',')
      .filter(Boolean),
  )
}

interface SealedRowRow {
  readonly seq: number
  readonly source: number
  readonly received: number
  readonly sealed: Uint8Array
}

export async function sealedHeaders({ read }: Database, of: SealedKind, after: number): Promise<SealedPage> {
  const [first] = await read<{ seq: number | null }>(
    `select min(seq) as seq from countersign.${tables[of]} where seq > $1`,
    [after],
  )
  const from = first?.seq ?? null
  if (from === null) return { rows: [], next: null }
  const next = from + sealedAtOnce - 1
  const rows = await read<SealedRowRow>(
    of === 'event'
      ? `select e.seq, e.source, e.received, p.sealed from countersign.payload p
           join countersign.event e on e.seq = p.seq
          where p.seq between $1 and $2 and e.seq between $1 and $2 and p.sealed is not null order by e.seq`
      : `select seq, source, received, sealed from countersign.rejection
          where seq between $1 and $2 and sealed is not null order by seq`,
    [from, next],
  )
  return { rows: rows.map(({ received, ...row }) => ({ ...row, receivedAt: received })), next }
}

/** Row by row, each a commit: a body is as large as it is, and nobody waits for this. */
export async function resealHeaders(
  database: Database,
  of: SealedKind,
  rows: readonly Resealed[],
): Promise<number> {
  let changed = 0
  for (const { seq, was, sealed } of rows) {
    const [row] = await database.read<SealedRowRow & PayloadRow>(
      of === 'event'
        ? `select e.source, e.received, p.method, p.url, p.headers, p.sealed, p.body
             from countersign.event e join countersign.payload p on p.seq = e.seq
            where e.seq = $1 and p.seq = $1`
        : `select source, received, method, url, headers, sealed, body from countersign.rejection where seq = $1`,
      [seq],
    )
    const headers = row === undefined ? null : headersBeside(sealed, { ...row, receivedAt: row.received })
    if (headers === null) continue
    const done = await database.write(
      `update countersign.${tables[of]} set sealed = $2, headers = $3
        where seq = $1 and sealed = $4 returning seq`,
      [seq, sealed, headers, was],
    )
    changed += done.length
  }
  return changed
}

export async function sealedAnswers({ read }: Database, after: string): Promise<SealedAnswer[]> {
  return await read<{ key: string; sealed: Uint8Array }>(
    `select key, answer as sealed from countersign.repeat
      where key > $1 and answer is not null order by key limit $2`,
    [after, sealedAtOnce],
  )
}

export async function resealAnswers(
  database: Pick<Database, 'write'>,
  answers: readonly ResealedAnswer[],
): Promise<number> {
  let changed = 0
  for (const { key, was, sealed } of answers) {
    const done = await database.write(
      'update countersign.repeat set answer = $2 where key = $1 and answer = $3 returning key',
      [key, sealed, was],
    )
    changed += done.length
  }
  return changed
}
