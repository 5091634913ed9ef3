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
  const share = sharing()
  const pack = packing(rows.secret.reduce((sum, { sealed }) => sum + bytesOf(sealed).length, 0))
  return {
    sources: rows.source.map((row) => numbered<Source>(row)),
    destinations: rows.destination.map((row) => {
      const one = readDestination(JSON.parse(String(row.document)))
      const { policy, headers, types } = one
      const same = { policy: share(policy), headers: share(headers), ...(types && { types: share(types) }) }
      return { number: Number(row.number), ...one, ...same }
    }),
    routes: rows.route.map((row) => JSON.parse(String(row.document)) as Route),
    secrets: rows.secret.map((row) => ({ ...secretOf(row), sealed: pack(bytesOf(row.sealed)) })),
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

function secretOf(row: Row): Omit<SealedSecret, 'sealed'> {
  const time = (value: unknown): number | null => (value === null ? null : Number(value))
  return {
    id: String(row.id),
    owner: String(row.owner),
    notBefore: time(row.not_before),
    expiresAt: time(row.expires_at),
    createdAt: Number(row.created_at),
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError('the store holds something else than bytes')
  return value
}

/** Equal values become one: of tens of thousands of policies most are the same, and one message tells of one once. */
function sharing(): <T>(value: T) => T {
  const known = new Map<string, unknown>()
  return <T>(value: T): T => {
    const text = JSON.stringify(value)
    const other = known.get(text)
    if (other !== undefined) return other as T
    known.set(text, value)
    return value
  }
}

/** Bytes that stand in one buffer: to tell the journal of some of them again sends them all. */
const mostPacked = 16 * 1024

/**
 * Lays bytes beside others, since a buffer of their own takes several times what they do.
 *
 * @param total - bytes that there will be in all
 */
function packing(total: number): (bytes: Uint8Array) => Uint8Array {
  let left = total
  let room = new Uint8Array(0)
  return (bytes) => {
    if (bytes.length > room.length) room = new Uint8Array(Math.max(bytes.length, Math.min(mostPacked, left)))
    const packed = room.subarray(0, bytes.length)
    packed.set(bytes)
    room = room.subarray(bytes.length)
    left -= bytes.length
    return packed
  }
}
