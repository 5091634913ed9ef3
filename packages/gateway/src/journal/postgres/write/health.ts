import type { KeptHealth } from '../../../model/kept-health.ts'
import { numberArray, textArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'

/** Keeps what is seen of destinations' health; in the order of their numbers, so that two gateways never deadlock. */
export async function keepHealth(database: Database, seen: readonly KeptHealth[]): Promise<void> {
  if (seen.length === 0) return
  const rows = seen.toSorted((one, other) => one.destination - other.destination)
  await database.write(
    `insert into countersign.health as h (destination, round, state, failures, failing_since, warnings)
     select * from unnest($1::int[], $2::bigint[], $3::text[], $4::int[], $5::bigint[], $6::int[])
     on conflict (destination) do update set round = excluded.round, state = excluded.state,
       failures = excluded.failures, failing_since = excluded.failing_since, warnings = excluded.warnings
       where excluded.round >= h.round`,
    [
      numberArray(rows.map((row) => row.destination)),
      numberArray(rows.map((row) => row.round)),
      textArray(rows.map((row) => row.state)),
      numberArray(rows.map((row) => row.failures)),
      numberArray(rows.map((row) => row.failingSince)),
      numberArray(rows.map((row) => row.warnings)),
    ],
  )
}

/** What is kept of these destinations, by number. */
export async function healths(
  database: Database,
  destinations: readonly number[],
): Promise<Map<number, KeptHealth>> {
  if (destinations.length === 0) return new Map()
  const rows = await database.read<Omit<KeptHealth, 'failingSince'> & { failing_since: number | null }>(
    'select * from countersign.health where destination = any($1::int[])',
    [numberArray(destinations)],
  )
  return new Map(
    rows.map(({ failing_since: failingSince, ...row }) => [row.destination, { ...row, failingSince }]),
  )
}
