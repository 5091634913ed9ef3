import type { DatabaseSync } from 'node:sqlite'
import type { KeptHealth } from '../../../model/kept-health.ts'
import { integer, type Row } from './event-row.ts'

export interface HealthReads {
  healths(destinations: readonly number[]): Map<number, KeptHealth>
}

/** From so many on all that is kept is read, which is of destinations in trouble alone, in the place of each by itself. */
const many = 100

export function healthReads(db: DatabaseSync): HealthReads {
  const one = db.prepare('select * from health where destination = ?')
  const all = db.prepare('select * from health')
  return {
    healths(destinations) {
      const wanted = new Set(destinations)
      const rows =
        wanted.size < many
          ? [...wanted].map((destination) => one.get(destination)).filter((row) => row !== undefined)
          : all.all().filter((row) => wanted.has(Number(row.destination)))
      return new Map(rows.map((row) => [Number(row.destination), healthOf(row)]))
    },
  }
}

function healthOf(row: Row): KeptHealth {
  return {
    destination: Number(row.destination),
    round: Number(row.round),
    state: String(row.state) as KeptHealth['state'],
    failures: Number(row.failures),
    failingSince: integer(row.failing_since),
    warnings: Number(row.warnings),
  }
}
