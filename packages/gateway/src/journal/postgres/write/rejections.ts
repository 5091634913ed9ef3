import type { KeptRejection, RefusalGroup, Rejection } from '../../../model/rejection.ts'
import { causePrefix, causesOf, isGroup } from '../../cause-codes.ts'
import type { NewRejection } from '../../port/intake.ts'
import { keptPayload } from '../../stored-headers.ts'
import { holdable, numberArray, parseNumbers, textArray } from '../wire/array-literal.ts'
import { createBlob } from '../wire/blob.ts'
import type { Database } from '../wire/database.ts'
import { type PayloadRow, payloadColumns } from '../wire/payload-columns.ts'

export const columns = 'seq, tag, source, code, explanation, received, size, network, held, cause'

export interface RejectionRow {
  readonly seq: number
  readonly tag: number
  readonly source: number
  readonly code: string
  readonly explanation: string
  readonly received: number
  readonly size: number
  readonly network: string
  readonly held: boolean
  readonly cause: string | null
}

/** Keeps a batch within its sources' budgets, in one commit. */
export async function rejectBatch(
  database: Database,
  gateway: string,
  slot: number,
  rejections: readonly NewRejection[],
): Promise<{ seq: number; tag: number }[]> {
  const tags = crypto.getRandomValues(new Int32Array(rejections.length))
  const blob = createBlob()
  const payloads = payloadColumns(rejections, blob)
  const [row] = await database.write<{ seqs: string }>(
    `select seqs::text from countersign.reject_1(${Array.from({ length: 18 }, (_, i) => `$${i + 1}`).join(', ')})`,
    [
      gateway,
      slot,
      numberArray(rejections.map((r) => r.source)),
      `{${tags.join(',')}}`,
      textArray(rejections.map((r) => r.code)),
      textArray(rejections.map((r) => r.explanation)),
      numberArray(rejections.map((r) => r.receivedAt)),
      textArray(rejections.map((r) => r.network)),
      `{${rejections.map((r) => r.held).join(',')}}`,
      payloads.methods,
      payloads.urls,
      numberArray(rejections.map((r) => r.budget.count)),
      numberArray(rejections.map((r) => r.budget.bytes)),
      payloads.starts,
      payloads.headerLengths,
      payloads.sealedLengths,
      payloads.bodyLengths,
      blob.bytes(),
    ],
  )
  return parseNumbers(row?.seqs ?? '{}').map((seq, i) => ({ seq, tag: (tags[i] ?? 0) >>> 0 }))
}

/** One rejection with its bytes, or null. */
export async function rejection(database: Database, seq: number): Promise<KeptRejection | null> {
  const [row] = await database.read<RejectionRow & PayloadRow>(
    `select ${columns}, method, url, headers, sealed, body from countersign.rejection where seq = $1`,
    [seq],
  )
  return row === undefined
    ? null
    : { ...rejectionOf(row), ...keptPayload({ ...row, receivedAt: row.received }) }
}

/** Newest first, of one source or all. */
export async function rejections(
  database: Database,
  query: { source?: number; before?: number; limit: number },
): Promise<Rejection[]> {
  const rows = await database.read<RejectionRow>(
    `select ${columns} from countersign.rejection
      where ($1::bigint is null or source = $1) and ($2::bigint is null or seq < $2)
      order by seq desc limit $3`,
    [query.source ?? null, query.before ?? null, query.limit],
  )
  return rows.map(rejectionOf)
}

interface GroupRow {
  readonly source: number
  readonly code: string
  readonly count: number
  readonly first: number
  readonly last: number
  readonly kept: number
  readonly newest: number | null
  readonly tag: number | null
}

interface CauseRow {
  /** Of its group, from 1 on. */
  readonly at: number
  readonly code: string
  readonly count: number
  readonly first: number
  readonly last: number
}

/** What was refused, by source and code, the last first. */
export async function refusalGroups(
  database: Database,
  { sources, limit }: { readonly sources?: readonly number[]; readonly limit: number },
): Promise<RefusalGroup[]> {
  const rows = await database.read<GroupRow>(
    `select g.source, g.code, g.count, g.first, g.last, r.kept, r.newest, s.tag
       from countersign.refusal_group g
      cross join lateral (select count(*) as kept, max(seq) as newest from countersign.rejection r
                           where r.source = g.source and r.code = g.code) r
       left join countersign.rejection s on s.seq = r.newest
      where g.${isGroup} and ($1::int[] is null or g.source = any($1))
      order by g.last desc, g.source, g.code limit $2`,
    [sources === undefined ? null : numberArray(sources), limit],
  )
  if (rows.length === 0) return []
  const causes = await database.read<CauseRow>(
    `select g.at::int as at, c.code, c.count, c.first, c.last
       from unnest($1::int[], $2::text[], $3::bigint[]) with ordinality g(source, prefix, since, at)
       join countersign.refusal_group c
         on c.source = g.source and starts_with(c.code, g.prefix) and c.last >= g.since`,
    [
      numberArray(rows.map(({ source }) => source)),
      textArray(rows.map(({ code }) => causePrefix(code))),
      numberArray(rows.map(({ first }) => first)),
    ],
  )
  return rows.map(({ source, code, count, first, last, kept, newest, tag }, index) => ({
    ...{ source, code, count, firstAt: first, lastAt: last, kept },
    sample: newest === null ? null : { seq: newest, tag: (tag ?? 0) >>> 0 },
    causes: causesOf(
      causePrefix(code),
      causes
        .filter(({ at }) => at === index + 1)
        .map((row) => ({ code: row.code, count: row.count, firstAt: row.first, lastAt: row.last })),
    ),
  }))
}

/** Removes one by hand; false where there is none. */
export async function removeRejection(
  database: Database,
  gateway: string,
  slot: number,
  seq: number,
): Promise<boolean> {
  const rows = await database.write(
    `with removed as (delete from countersign.rejection where seq = $3 returning seq)
     insert into countersign.counter as c (gateway, slot, touched, rejections)
     select $1, $2, countersign.now_1(), -1 from removed
     on conflict (gateway, slot) do update set touched = excluded.touched,
       rejections = c.rejections + excluded.rejections
     returning slot`,
    [holdable(gateway), slot, seq],
  )
  return rows.length > 0
}

export function rejectionOf(row: RejectionRow): Rejection {
  return {
    seq: row.seq,
    tag: row.tag >>> 0,
    source: row.source,
    code: row.code,
    explanation: row.explanation,
    receivedAt: row.received,
    size: row.size,
    network: row.network,
    held: row.held,
    cause: row.cause,
  }
}
