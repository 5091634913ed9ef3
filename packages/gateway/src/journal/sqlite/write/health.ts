import type { DatabaseSync } from 'node:sqlite'
import type { KeptHealth } from '../../../model/kept-health.ts'

/** Keeps what is seen of destinations' health; within a transaction. */
export type KeepHealth = (seen: readonly KeptHealth[]) => void

export function createKeepHealth(db: DatabaseSync): KeepHealth {
  const put = db.prepare(`
    insert into health (destination, round, state, failures, failing_since, warnings) values (?, ?, ?, ?, ?, ?)
    on conflict (destination) do update set round = excluded.round, state = excluded.state,
      failures = excluded.failures, failing_since = excluded.failing_since, warnings = excluded.warnings
      where excluded.round >= health.round`)
  return (seen) => {
    for (const { destination, round, state, failures, failingSince, warnings } of seen)
      put.run(destination, round, state, failures, failingSince, warnings)
  }
}
