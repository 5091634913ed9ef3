import type { OwnedLane } from '../../model/lane.ts'
import { numberArray } from './array-literal.ts'
import type { Database } from './database.ts'

/**
 * Renews the owner's lease, takes free lanes and answers all that are its own. `until` is told by the
 * caller's clock, counted from before the call: never later than the lease really ends.
 */
export async function own(
  database: Database,
  owner: string,
  leaseMs: number,
  now: () => number,
): Promise<OwnedLane[]> {
  const until = now() + leaseMs
  const rows = await database.write<Omit<OwnedLane, 'until'>>(
    'select number, destination, shard, fence, surplus from countersign.own_1($1, $2)',
    [owner, leaseMs],
  )
  return rows.map((row) => ({ ...row, until }))
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
