import type { Delta } from '../../../model/configuration.ts'
import type { Connection } from '../../../model/connection.ts'
import type { Route } from '../../../model/route.ts'
import type { SealedSecret } from '../../../model/secret.ts'
import { readDestination } from '../../../model/stored-destination.ts'
import { readSource } from '../../../model/stored-source.ts'
import type { Token } from '../../../model/token.ts'
import { textArray } from '../wire/array-literal.ts'
import type { Query } from '../wire/database.ts'

/** A row of what is read of the configuration. */
export interface Part {
  readonly kind: string
  readonly number: number | null
  readonly doc: string | null
  readonly bytes: Uint8Array | null
  readonly destination: number | null
  readonly shard: number | null
}

/** What is set up, of each kind the oldest first. */
export type Things = Omit<Delta, 'from' | 'epoch' | 'changes' | 'removed'>

/** The tables of things that have an id, and what of them is read: number, document, bytes. */
const tables = {
  source: 'number, doc, null::bytea',
  destination: 'number, doc, null::bytea',
  route: 'null::int, doc, null::bytea',
  secret: 'null::int, doc, sealed',
  token: 'null::int, doc, hash',
  connection: 'null::int, doc, token',
}

/** Selects of all things, where a condition holds; each names its kind first. */
export function allThings(condition: string): string {
  const things = Object.entries(tables).map(
    ([table, columns]) =>
      `select '${table}', ${columns}, null::int, null::int from countersign.${table} where ${condition}`,
  )
  const lanes = `select 'lane', number, null, null, destination, shard from countersign.lane where ${condition}`
  return [...things, lanes].join('\nunion all ')
}

/**
 * Selects of the things whose ids a table `touched` holds, destinations with all their lanes. Each is looked up by its
 * key: a join would read through the whole table.
 */
export const touchedThings: string = [
  ...Object.entries(tables).map(
    ([table, columns]) =>
      `select '${table}', t.* from touched,
       lateral (select ${columns}, null::int, null::int from countersign.${table} where id = touched.id offset 0) t`,
  ),
  `select 'lane', t.* from touched, lateral (
     select l.number, null::text, null::bytea, l.destination, l.shard
       from countersign.destination d join countersign.lane l on l.destination = d.number
      where d.id = touched.id offset 0) t`,
].join('\nunion all ')

/** The things with these ids, as they are now; those that are gone are absent. */
export async function readThings(query: Query, ids: readonly string[]): Promise<Things> {
  const statement = `with touched as materialized (select distinct unnest($1::text[]) as id)
    select * from (${touchedThings}) parts (kind, number, doc, bytes, destination, shard)`
  return thingsOf(await query<Part & Record<string, unknown>>(statement, [textArray(ids)]))
}

/** Things out of their rows. */
export function thingsOf(parts: readonly Part[]): Things {
  const of = (kind: string): Part[] => parts.filter((part) => part.kind === kind)
  return {
    sources: byNumber(
      of('source').map((p) => ({
        ...readSource(document<Record<string, unknown>>(p)),
        number: p.number ?? 0,
      })),
    ),
    destinations: byNumber(
      of('destination').map((p) => ({
        ...readDestination(document<Record<string, unknown>>(p)),
        number: p.number ?? 0,
      })),
    ),
    routes: oldestFirst(of('route').map((p) => document<Route>(p))),
    secrets: oldestFirst(
      of('secret').map((p) => ({ ...document<Omit<SealedSecret, 'sealed'>>(p), sealed: bytesOf(p) })),
    ),
    tokens: oldestFirst(of('token').map((p) => ({ ...document<Omit<Token, 'hash'>>(p), hash: bytesOf(p) }))),
    connections: oldestFirst(
      of('connection').map((p) => ({
        ...document<Omit<Connection, 'sealedToken'>>(p),
        sealedToken: bytesOf(p),
      })),
    ),
    lanes: byNumber(
      of('lane').map((p) => ({
        number: p.number ?? 0,
        destination: p.destination ?? 0,
        shard: p.shard ?? 0,
      })),
    ),
  }
}

function document<T>(part: Part): T {
  return JSON.parse(part.doc ?? 'null') as T
}

function bytesOf(part: Part): Uint8Array {
  return part.bytes ?? new Uint8Array(0)
}

function oldestFirst<T extends { id: string; createdAt: number }>(things: T[]): T[] {
  return things.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
}

function byNumber<T extends { number: number }>(things: T[]): T[] {
  return things.sort((a, b) => a.number - b.number)
}

/** The epoch alone. */
export async function readEpoch(query: Query): Promise<number> {
  const [row] = await query<{ identity: number }>('select identity from countersign.config')
  if (row === undefined) throw new Error('The configuration has no epoch.')
  return row.identity
}
