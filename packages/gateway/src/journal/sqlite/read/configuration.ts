import type { DatabaseSync } from 'node:sqlite'
import type { Delta, Unnumbered } from '../../../model/configuration.ts'
import type { Connection } from '../../../model/connection.ts'
import type { Lane } from '../../../model/lane.ts'
import type { Route } from '../../../model/route.ts'
import type { SealedSecret } from '../../../model/secret.ts'
import type { Source } from '../../../model/source.ts'
import { readDestination } from '../../../model/stored-destination.ts'
import type { Token } from '../../../model/token.ts'
import type { Row } from './event-row.ts'

/** What is set up, of each kind the oldest first. */
export type Things = Omit<Delta, 'from' | 'epoch' | 'changes' | 'removed'>

/** The tables whose rows have ids. */
const tables = ['source', 'destination', 'route', 'secret', 'token', 'connection'] as const

/** What a change has touched: ids by table, and of what it took away. */
export interface Touched extends Readonly<Record<(typeof tables)[number], readonly string[]>> {
  readonly removed: readonly string[]
}

/** Reads the tables of the configuration. */
export interface ConfigurationReads {
  all(): Things
  /** What was touched, as it is now, and the ids of what is gone. Destinations come with all their lanes. */
  since(changes: readonly Touched[]): Things & Pick<Delta, 'removed'>
}

export function configurationReads(db: DatabaseSync): ConfigurationReads {
  const all = tables.map((table) => {
    const order = table === 'source' || table === 'destination' ? 'number' : 'rowid'
    return [table, db.prepare(`select * from ${table} order by ${order}`)] as const
  })
  const one = tables.map((table) => [table, db.prepare(`select * from ${table} where id = ?`)] as const)
  const allLanes = db.prepare('select * from lane order by number')
  const lanesOf = db.prepare(
    'select * from lane where destination = (select number from destination where id = ?) order by number',
  )
  return {
    all() {
      const rows = all.map(([table, statement]): [string, Row[]] => [table, statement.all()])
      return thingsOf(Object.fromEntries(rows) as unknown as Rows, allLanes.all())
    },
    since(changes) {
      const ids = (kind: keyof Touched): string[] => [...new Set(changes.flatMap((change) => change[kind]))]
      const there = new Set<string>()
      const rows = one.map(([table, statement]): [string, Row[]] => {
        const found: Row[] = []
        for (const id of ids(table)) {
          const row = statement.get(id)
          if (row === undefined) continue
          found.push(row)
          there.add(id)
        }
        return [table, found]
      })
      const lanes = ids('destination').flatMap((id) => lanesOf.all(id))
      return {
        ...thingsOf(Object.fromEntries(rows) as unknown as Rows, lanes),
        removed: ids('removed').filter((id) => !there.has(id)),
      }
    },
  }
}

type Rows = Readonly<Record<(typeof tables)[number], readonly Row[]>>

function thingsOf(rows: Rows, lanes: readonly Row[]): Things {
  return {
    sources: rows.source.map((row) => numbered<Source>(row)),
    destinations: rows.destination.map((row) => ({
      number: Number(row.number),
      ...readDestination(JSON.parse(String(row.document))),
    })),
    routes: rows.route.map((row) => JSON.parse(String(row.document)) as Route),
    secrets: rows.secret.map(secretOf),
    tokens: rows.token.map((row) => ({
      ...(JSON.parse(String(row.document)) as Omit<Token, 'hash'>),
      hash: bytesOf(row.hash),
    })),
    connections: rows.connection.map((row) => ({
      ...(JSON.parse(String(row.document)) as Omit<Connection, 'sealedToken'>),
      sealedToken: bytesOf(row.token),
    })),
    lanes: lanes.map(
      (row): Lane => ({
        number: Number(row.number),
        destination: Number(row.destination),
        shard: Number(row.shard),
      }),
    ),
  }
}

function numbered<T extends { number: number }>(row: Row): T {
  return { number: Number(row.number), ...(JSON.parse(String(row.document)) as Unnumbered<T>) } as T
}

function secretOf(row: Row): SealedSecret {
  const time = (value: unknown): number | null => (value === null ? null : Number(value))
  return {
    id: String(row.id),
    owner: String(row.owner),
    sealed: bytesOf(row.sealed),
    notBefore: time(row.not_before),
    expiresAt: time(row.expires_at),
    createdAt: Number(row.created_at),
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError('the store holds something else than bytes')
  return value
}
