import type { DatabaseSync } from 'node:sqlite'
import type { KeptHealth } from '../../../model/kept-health.ts'
import { integer } from './event-row.ts'

export interface HealthReads {
  healths(destinations: readonly number[]): Map<number, KeptHealth>
}

export function healthReads(db: DatabaseSync): HealthReads {
  const one = db.prepare('select * from health where destination = ?')
  return {
    healths: (destinations) =>
      new Map(
        destinations.flatMap((destination) => {
          const row = one.get(destination)
          if (row === undefined) return []
          const kept: KeptHealth = {
            destination,
            round: Number(row.round),
            state: String(row.state) as KeptHealth['state'],
            failures: Number(row.failures),
            failingSince: integer(row.failing_since),
            warnings: Number(row.warnings),
          }
          return [[destination, kept] as const]
        }),
      ),
  }
}
