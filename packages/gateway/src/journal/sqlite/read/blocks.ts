import type { DatabaseSync } from 'node:sqlite'
import { allSources, blockOf, boundsOf } from '../../../model/block.ts'
import { blocksBehindSums, type KnownBlocks } from '../../blocks.ts'
import { type About, type BlockQuery, type SpanQuery, tailLooked } from '../../port/look.ts'
import { integer } from './event-row.ts'
import { preparing } from './prepared.ts'

export interface BlockReads {
  blocks(query: BlockQuery): number[]
  about(query: SpanQuery): About
}

/** Looks at the sums of blocks, and never at more events than stand behind them. */
export function blockReads(db: DatabaseSync): BlockReads {
  const prepare = preparing(db)
  const ends = db.prepare(`
    select (select max(block) from event_block where source = ${allSources}) as summed,
      (select min(seq) from event) as lowest, (select max(seq) from event) as highest`)

  const known = (): KnownBlocks => {
    const row = ends.get()
    return {
      summed: integer(row?.summed) ?? -1,
      lowest: integer(row?.lowest),
      highest: integer(row?.highest),
    }
  }

  const summed = (query: BlockQuery, limit: number): number[] => {
    if (limit <= 0) return []
    const { sources = [allSources], from, to, at, upwards } = query
    const values: number[] = [...sources]
    const bounds = [
      [at === null ? undefined : blockOf(at), `block ${upwards ? '>=' : '<='} ?`],
      [from, 'newest >= ?'],
      [to, 'oldest < ?'],
    ] as const
    const conditions = bounds.flatMap(([value, condition]) => {
      if (value === undefined) return []
      values.push(value)
      return [`and ${condition}`]
    })
    const sql = `select distinct block from event_block where source in (${sources.map(() => '?').join()})
      ${conditions.join(' ')} order by block ${upwards ? 'asc' : 'desc'} limit ?`
    return prepare(sql)
      .all(...values, limit)
      .map(({ block }) => Number(block))
  }

  return {
    blocks(query) {
      const behind = blocksBehindSums(known(), query)
      if (!query.upwards) return [...behind, ...summed(query, query.limit - behind.length)]
      const sums = summed(query, query.limit)
      return [...sums, ...behind].slice(0, query.limit)
    },
    about({ sources, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER }) {
      const now = known()
      const among = sources ?? [allSources]
      const list = among.map(() => '?').join()
      const sums = prepare(`select coalesce(sum(
          1.0 * count * (min(?, newest + 1) - max(?, oldest)) / (newest + 1 - oldest)), 0) as count
        from event_block where source in (${list}) and newest >= ? and oldest < ?`)
      const counted = Number(sums.get(to, from, ...among, from, to)?.count)
      const tail = prepare(`select count(*) filter (where received_ms >= ? and received_ms < ?
          ${sources === undefined ? '' : `and source in (${list})`}) as count, count(*) as looked
        from (select source, received_ms from event where seq > ? order by seq limit ?)`)
      const above = boundsOf(now.summed).high
      const row = tail.get(from, to, ...(sources ?? []), above, tailLooked)
      const looked = Number(row?.looked)
      const whole = looked < tailLooked
      const rest = whole ? 1 : Math.max(1, ((now.highest ?? 0) - above) / looked)
      return {
        count: Math.round(counted + Number(row?.count) * rest),
        exact: whole && counted === 0,
      }
    },
  }
}
