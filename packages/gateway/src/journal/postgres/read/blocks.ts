import { allSources, blockOf, boundsOf } from '../../../model/block.ts'
import { blocksBehindSums, type KnownBlocks } from '../../blocks.ts'
import { type About, type BlockQuery, type SpanQuery, tailLooked } from '../../port/look.ts'
import { numberArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'

/** The blocks that may hold what is asked for, in the order of the list. */
export async function blocks(database: Database, query: BlockQuery): Promise<number[]> {
  const behind = blocksBehindSums(await known(database), query)
  if (!query.upwards) return [...behind, ...(await summed(database, query, query.limit - behind.length))]
  const sums = await summed(database, query, query.limit)
  return [...sums, ...behind].slice(0, query.limit)
}

/** About how many events there are. */
export async function about(database: Database, query: SpanQuery): Promise<About> {
  const { sources, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER } = query
  const now = await known(database)
  const above = boundsOf(now.summed).high
  const [row] = await database.read<{ counted: string; tail: string; looked: string }>(
    `select (select coalesce(sum(count::float8 * (least($3::bigint, newest + 1) - greatest($2::bigint, oldest))
               / (newest + 1 - oldest)), 0)
               from countersign.event_block
              where source = any(coalesce($1::int[], array[${allSources}])) and newest >= $2 and oldest < $3) as counted,
            t.tail, t.looked
       from (select count(*) filter (where received >= $2 and received < $3
                      and ($1::int[] is null or source = any($1))) as tail, count(*) as looked
               from (select source, received from countersign.event where seq > $4 order by seq limit $5) e) t`,
    [sources === undefined ? null : numberArray(sources), from, to, above, tailLooked],
  )
  const [counted, tail, looked] = [row?.counted, row?.tail, row?.looked].map(Number) as [
    number,
    number,
    number,
  ]
  const whole = looked < tailLooked
  const rest = whole ? 1 : Math.max(1, ((now.highest ?? 0) - above) / looked)
  return { count: Math.round(counted + tail * rest), exact: whole && counted === 0 }
}

async function known(database: Database): Promise<KnownBlocks> {
  const [row] = await database.read<{ summed: number; lowest: number | null; highest: number | null }>(
    `select (select coalesce(max(block), -1) from countersign.event_block where source = ${allSources}) as summed,
            (select min(seq) from countersign.event) as lowest, (select max(seq) from countersign.event) as highest`,
  )
  return row ?? { summed: -1, lowest: null, highest: null }
}

async function summed(
  database: Database,
  { sources = [allSources], from, to, at, upwards }: BlockQuery,
  limit: number,
): Promise<number[]> {
  if (limit <= 0) return []
  const rows = await database.read<{ block: number }>(
    `select distinct block from countersign.event_block
      where source = any($1::int[]) and ($2::bigint is null or block ${upwards ? '>=' : '<='} $2)
        and ($3::bigint is null or newest >= $3) and ($4::bigint is null or oldest < $4)
      order by block ${upwards ? 'asc' : 'desc'} limit $5`,
    [numberArray(sources), at === null ? null : blockOf(at), from ?? null, to ?? null, limit],
  )
  return rows.map(({ block }) => block)
}
