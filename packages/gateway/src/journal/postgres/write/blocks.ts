import { allSources, blockSize } from '../../../model/block.ts'
import { type Repeated, repeat } from '../repeat.ts'
import type { Database } from '../wire/database.ts'

/** What was given out so long ago, in ms, belongs to a transaction that has begun: `begun` tells whether it has ended. */
const settledMs = 30_000
/** Blocks that are summed up in one statement, and how soon the next follows while there are more. */
const blocksAtOnce = 64
const againMs = 250

interface Seen {
  /** The last number that was given out. */
  readonly last: number
  /** Transactions below this have begun before. */
  readonly begun: bigint
}

/**
 * Sums up whole blocks of events behind the appends. Numbers are not committed in their order: a block counts as whole
 * once its last number was given out a while ago and every transaction of that time has ended, however long one waits
 * for a standby. Several gateways may do it at once; one waits for none of the others.
 */
export function createBlocks(database: Database): Repeated {
  let before: Seen | null = null
  let now: Seen | null = null
  let seenAt = Number.NEGATIVE_INFINITY
  let more = false

  async function work(): Promise<void> {
    try {
      if (performance.now() - seenAt >= settledMs) {
        before = now
        now = await look(database)
        seenAt = performance.now()
      }
      more = before !== null && (await sumUp(database, before))
    } catch {
      // The database is away, which others say; or it was stopped in between.
      more = false
    }
  }
  return repeat({ work, everyMs: () => (more ? againMs : settledMs), leastMs: againMs })
}

async function look(database: Database): Promise<Seen | null> {
  const [row] = await database.read<{ last: number; begun: string }>(
    `select last_value as last, pg_snapshot_xmax(pg_current_snapshot())::text as begun from countersign.event_seq`,
  )
  return row === undefined ? null : { last: row.last, begun: BigInt(row.begun) }
}

/** Sums up some blocks below a number; says whether there are more. For tests, too: they need not wait. */
export async function sumUp(database: Database, { last, begun }: Seen): Promise<boolean> {
  const rows = await database.write<{ block: number }>(
    `with place as (
       select coalesce(max(block) + 1, 0) * ${blockSize} as low from countersign.event_block where source = ${allSources}
     ), begin as (
       select min(seq) / ${blockSize} as block from countersign.event where seq >= (select low from place)
     ), summed as (
       insert into countersign.event_block (source, block, count, oldest, newest)
       select coalesce(e.source, ${allSources}), e.seq / ${blockSize}, count(*), min(e.received), max(e.received)
         from countersign.event e, begin
        where e.seq >= begin.block * ${blockSize}
          and e.seq < least(begin.block + ${blocksAtOnce}, ($1::bigint + 1) / ${blockSize}) * ${blockSize}
          and pg_snapshot_xmin(pg_current_snapshot())::text::numeric >= $2::numeric
        group by grouping sets ((e.seq / ${blockSize}, e.source), (e.seq / ${blockSize}))
       on conflict do nothing returning source, block
     ), forgotten as (
       delete from countersign.event_block
        where block < (select min(seq) / ${blockSize} from countersign.event)
     )
     select block from summed where source = ${allSources}`,
    [last, String(begun)],
  )
  return rows.length >= blocksAtOnce
}
