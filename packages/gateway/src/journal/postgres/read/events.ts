import type { Payload, StoredEvent } from '../../../model/event.ts'
import type { EventCount, EventQuery, FoundPayloads, Looked, ValueQuery } from '../../port/look.ts'
import { intactHeaders } from '../../stored-headers.ts'
import { verdictNumber, verdictOf } from '../../stored-numbers.ts'
import { holdable, numberArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'
import { type PayloadRow, payloadOf } from '../wire/payload-columns.ts'

export const columns =
  'e.seq, e.tag, e.source, e.verdict, e.secret, e.type, e.provider_id, e.received, e.size, e.content_type, e.same_as, e.erased'

export interface EventRow {
  readonly seq: number
  readonly tag: number
  readonly source: number
  readonly verdict: number
  readonly secret: string | null
  readonly type: string | null
  readonly provider_id: string | null
  readonly received: number
  readonly size: number
  readonly content_type: string | null
  readonly same_as: number | null
  readonly erased: number | null
}

/** One event, or null. */
export async function event(database: Database, seq: number): Promise<StoredEvent | null> {
  const [row] = await database.read<EventRow>(`select ${columns} from countersign.event e where e.seq = $1`, [
    seq,
  ])
  return row === undefined ? null : eventOf(row)
}

/** Newest first, or oldest first where asked for. Each filter that is absent is left out, so that the plan fits what is asked. */
export async function events(database: Database, query: EventQuery): Promise<StoredEvent[]> {
  const values: unknown[] = []
  const conditions: string[] = []
  const where = (condition: string, value: unknown): void => {
    values.push(value)
    conditions.push(`${condition} ($${values.length})`)
  }
  if (query.before !== undefined) where('e.seq <', query.before)
  if (query.after !== undefined) where('e.seq >', query.after)
  if (query.source !== undefined) where('e.source =', query.source)
  if (query.sources !== undefined) where('e.source = any', numberArray(query.sources))
  if (query.type !== undefined) where('e.type =', holdable(query.type))
  if (query.verdict !== undefined) where('e.verdict =', verdictNumber[query.verdict])
  if (query.from !== undefined) where('e.received >=', query.from)
  if (query.to !== undefined) where('e.received <', query.to)
  values.push(query.limit)
  const rows = await database.read<EventRow>(
    `select ${columns} from countersign.event e ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
      order by e.seq ${query.oldestFirst === true ? 'asc' : 'desc'} limit $${values.length}`,
    values,
  )
  return rows.map(eventOf)
}

/** Looks events up by a value that they are indexed under, newest first; those whose content is gone are left out. */
export async function eventsByValue(
  database: Database,
  query: ValueQuery,
): Promise<Looked<StoredEvent, number>> {
  const { source, value, type, from, to, before, limit, look } = query
  const rows = await database.read<EventRow>(
    `select ${columns} from (
         select seq from countersign.path_value
          where source = $1 and value = $2 and ($3::bigint is null or seq < $3) order by seq desc limit $8) v
       join countersign.event e on e.seq = v.seq
      where ($4::text is null or e.type = $4)
        and ($5::bigint is null or e.received >= $5) and ($6::bigint is null or e.received < $6)
        and exists (select from countersign.payload p where p.seq = v.seq)
      order by v.seq desc limit $7`,
    [
      ...[source, value, before ?? null, type === undefined ? null : holdable(type)],
      ...[from ?? null, to ?? null, limit, look],
    ],
  )
  const items = rows.map(eventOf)
  if (items.length === limit) return { items, reached: items.at(-1)?.seq ?? null }
  const [last] = await database.read<{ seq: number }>(
    `select seq from countersign.path_value
      where source = $1 and value = $2 and ($3::bigint is null or seq < $3) order by seq desc offset $4 limit 1`,
    [source, value, before ?? null, look - 1],
  )
  return { items, reached: last?.seq ?? null }
}

/** Counts what lies between two events; the rows are read one by one, so ask for few. */
export async function countEvents(database: Database, query: EventCount): Promise<number> {
  const { after, upTo, source, type, verdict } = query
  const [row] = await database.read<{ n: number }>(
    `select count(*) as n from countersign.event e where e.seq > $1 and e.seq <= $2
        and ($3::int is null or e.source = $3) and ($4::text is null or e.type = $4)
        and ($5::smallint is null or e.verdict = $5)`,
    [
      after,
      upTo,
      source ?? null,
      type === undefined ? null : holdable(type),
      verdict === undefined ? null : verdictNumber[verdict],
    ],
  )
  return row?.n ?? 0
}

/** Events with their payloads; what is gone is absent. */
export async function payloads(database: Database, seqs: readonly number[]): Promise<FoundPayloads> {
  const rows = await database.read<EventRow & PayloadRow>(
    `select ${columns}, p.method, p.url, p.headers, p.sealed, p.body
       from countersign.event e join countersign.payload p on p.seq = e.seq
      where e.seq = any($1::bigint[]) and p.seq = any($1::bigint[])`,
    [`{${seqs.join(',')}}`],
  )
  const found = new Map<number, { event: StoredEvent; payload: Payload }>()
  const damaged = new Set<number>()
  for (const row of rows) {
    if (intactHeaders({ ...row, receivedAt: row.received }) === null) damaged.add(row.seq)
    else found.set(row.seq, { event: eventOf(row), payload: payloadOf(row) })
  }
  return damaged.size === 0 ? found : Object.assign(found, { damaged })
}

export function eventOf(row: EventRow): StoredEvent {
  return {
    seq: row.seq,
    tag: row.tag >>> 0,
    source: row.source,
    verdict: verdictOf(row.verdict),
    secret: row.secret,
    type: row.type,
    providerEventId: row.provider_id,
    receivedAt: row.received,
    size: row.size,
    contentType: row.content_type,
    sameBytesAs: row.same_as,
    erasedAt: row.erased,
  }
}
