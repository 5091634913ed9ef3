import type { OwnedLane } from '../../../model/lane.ts'
import { sameLanes } from '../../same-lanes.ts'
import { numberArray, parseNumbers } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'
import type { Session } from '../wire/session.ts'

export interface Owner {
  readonly owner: string
  /** The keeper that starts this gateway and its like, one after the other; null where there is none. */
  readonly keeper: string | null
  /** By whose end others may know that this gateway is gone; null: by its lease alone. */
  readonly session: Session | null
}

interface OwnRow {
  readonly numbers: string
  readonly destinations: string
  readonly shards: string
  readonly fences: string
  readonly surpluses: string
  readonly again: boolean
  readonly heeding: boolean
}

/** What an owner was told last, as it came and as it was read. */
export interface Told {
  readonly row: Omit<OwnRow, 'again' | 'heeding'>
  readonly lanes: readonly OwnedLane[]
  /** Every gateway looks in other lanes for the first of a key. */
  readonly heeding: boolean
}

export const toldNothing: Told = {
  row: { numbers: '{}', destinations: '{}', shards: '{}', fences: '{}', surpluses: '{}' },
  lanes: [],
  heeding: false,
}

/**
 * Renews the owner's lease, takes free lanes and answers all that are its own. What comes as it came before is not
 * read again: of fifty thousand lanes that would take longer than a request may. `again`: another call at once is
 * likely to get more.
 */
export async function own(
  database: Pick<Database, 'write'>,
  { owner, keeper, session }: Owner,
  leaseMs: number,
  before: Told,
): Promise<Told & { again: boolean }> {
  const [found] = await database.write<OwnRow>(
    `select numbers::text, destinations::text, shards::text, fences::text, surpluses::text, again, heeding
       from countersign.own_3($1, $2, $3, $4, $5, $6)`,
    [owner, keeper, session?.pid ?? null, session?.started ?? null, session?.server ?? null, leaseMs],
  )
  const { again, heeding, ...row } = found ?? { again: false, heeding: false, ...toldNothing.row }
  const fields = Object.keys(toldNothing.row) as (keyof typeof row)[]
  if (fields.every((field) => row[field] === before.row[field])) return { ...before, again, heeding }
  const [numbers, destinations, shards, fences, surpluses] = fields.map((field) => parseNumbers(row[field]))
  const lanes = (numbers ?? []).map((number, i) => ({
    number,
    destination: destinations?.[i] ?? 0,
    shard: shards?.[i] ?? 0,
    fence: fences?.[i] ?? 0,
    surplus: surpluses?.[i] === 1,
  }))
  return { row, lanes: sameLanes(before.lanes, lanes), again, heeding }
}

/** Whether lanes of another gateway may be had: it is gone, by its session or its lease. */
export async function mayTake(database: Pick<Database, 'write'>, owner: string): Promise<boolean> {
  const [row] = await database.write<{ free: boolean }>('select countersign.look_1($1) as free', [owner])
  return row?.free === true
}

/** Gives lanes back, as far as they are still the owner's under the fences named. */
export async function release(
  database: Database,
  owner: string,
  lanes: readonly { number: number; fence: number }[],
): Promise<void> {
  await database.write(
    `update countersign.lane l set owner = null
       from unnest($2::int[], $3::bigint[]) g(number, fence)
      where l.number = g.number and l.fence = g.fence and l.owner = $1`,
    [owner, numberArray(lanes.map((l) => l.number)), numberArray(lanes.map((l) => l.fence))],
  )
}

/** Ends a gateway's lease with all its lanes, so that the others need not wait for it to run out. */
export async function leave(database: Database, owners: readonly string[]): Promise<void> {
  await database.transaction(async (query) => {
    await query('update countersign.lane set owner = null where owner = any($1)', [owners])
    await query('delete from countersign.gateway where owner = any($1)', [owners])
  })
}
