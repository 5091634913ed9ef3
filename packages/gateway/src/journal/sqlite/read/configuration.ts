import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Lane } from '../../../model/lane.ts'
import { type Kind, type LaneColumns, type Part, type PartRow, writePart } from '../wire/configuration.ts'

/** The tables whose rows have ids: those that hold what a change names. */
export const tables = ['source', 'destination', 'route', 'secret', 'token', 'connection'] as const

/** What a change has touched: ids by table, and of what it took away. */
export interface Touched extends Readonly<Record<(typeof tables)[number], readonly string[]>> {
  readonly removed: readonly string[]
}

/** Reads the tables of the configuration. */
export interface ConfigurationReads {
  /** All there is, told part by part, so that one is taken over while the next is read. */
  all(tell: (part: Part) => void): void
  /** What was touched, as it is now, and the ids of what is gone. Destinations come with all their lanes. */
  since(changes: readonly Touched[]): ReadSince
}

export interface ReadSince {
  readonly parts: readonly Part[]
  readonly removed: readonly string[]
  /** Those that are among the parts. */
  readonly lanes: readonly Lane[]
}

/** Rows of one part at most. */
const mostInPart = 1_000

/** What of each table makes a row: its number, its document, its bytes. */
const columns: Readonly<Record<Kind, string>> = {
  source: 'number, document, null',
  destination: 'number, document, null',
  route: 'null, document, null',
  secret: 'null, json_array(id, owner, not_before, expires_at, created_at), sealed',
  token: 'null, document, hash',
  connection: 'null, document, token',
  lane: 'number, json_array(destination, shard), null',
}

export function configurationReads(db: DatabaseSync): ConfigurationReads {
  const select = (kind: Kind, rest: string): StatementSync => {
    const statement = db.prepare(`select ${columns[kind]} from ${kind} ${rest}`)
    statement.setReturnArrays(true)
    return statement
  }
  const all = ([...tables, 'lane'] as const).map((kind) => {
    const order = kind === 'source' || kind === 'destination' || kind === 'lane' ? 'number' : 'rowid'
    return [kind, select(kind, `order by ${order}`)] as const
  })
  const one = tables.map((table) => [table, select(table, 'where id = ?')] as const)
  const lanesOf = select(
    'lane',
    'where destination = (select number from destination where id = ?) order by number',
  )
  return {
    all(tell) {
      for (const [kind, statement] of all) {
        let rows: PartRow[] = []
        for (const row of statement.iterate()) {
          rows.push(row as unknown as PartRow)
          if (rows.length < mostInPart) continue
          tell(writePart(kind, rows))
          rows = []
        }
        if (rows.length > 0) tell(writePart(kind, rows))
      }
    },
    since(changes) {
      const ids = (kind: keyof Touched): string[] => [...new Set(changes.flatMap((change) => change[kind]))]
      const there = new Set<string>()
      const parts = one.map(([table, statement]) => {
        const rows = ids(table).flatMap((id) => {
          const row = statement.get(id) as PartRow | undefined
          if (row !== undefined) there.add(id)
          return row === undefined ? [] : [row]
        })
        return writePart(table, rows)
      })
      const lanes = ids('destination').flatMap((id) => lanesOf.all(id) as unknown as PartRow[])
      return {
        parts: [...parts, writePart('lane', lanes)].filter(({ rows }) => rows !== '[]'),
        removed: ids('removed').filter((id) => !there.has(id)),
        lanes: lanes.map(laneOf),
      }
    },
  }
}

function laneOf([number, columns]: PartRow): Lane {
  const [destination, shard] = JSON.parse(columns) as LaneColumns
  return { number: Number(number), destination, shard }
}
