import type { Configuration } from '../../../model/configuration.ts'
import type { Connection } from '../../../model/connection.ts'
import type { Route } from '../../../model/route.ts'
import type { SealedSecret } from '../../../model/secret.ts'
import type { Source } from '../../../model/source.ts'
import { readDestination } from '../../../model/stored-destination.ts'
import type { Token } from '../../../model/token.ts'
import type { Query } from '../wire/database.ts'

interface Part {
  readonly kind: string
  readonly number: number | null
  readonly doc: string | null
  readonly bytes: Uint8Array | null
  readonly destination: number | null
  readonly shard: number | null
}

/** Everything in one statement, and so of one moment. */
const everything = `
  select 'epoch' as kind, identity as number, null as doc, null::bytea as bytes, null::int as destination, null::int as shard
    from countersign.config
  union all select 'changes', epoch, null, null, null, null from countersign.config
  union all select 'source', number, doc, null, null, null from countersign.source
  union all select 'destination', number, doc, null, null, null from countersign.destination
  union all select 'route', null, doc, null, null, null from countersign.route
  union all select 'secret', null, doc, sealed, null, null from countersign.secret
  union all select 'token', null, doc, hash, null, null from countersign.token
  union all select 'connection', null, doc, token, null, null from countersign.connection
  union all select 'lane', number, null, null, destination, shard from countersign.lane
  order by kind, number`

/** All that is set up. */
export async function readConfiguration(query: Query): Promise<Configuration> {
  const parts = await query<Part & Record<string, unknown>>(everything)
  const of = (kind: string): Part[] => parts.filter((part) => part.kind === kind)
  return {
    epoch: of('epoch')[0]?.number ?? 0,
    changes: of('changes')[0]?.number ?? 0,
    sources: of('source').map((p) => numbered<Source>(p)),
    destinations: of('destination').map((p) => ({
      ...readDestination(document<Record<string, unknown>>(p)),
      number: p.number ?? 0,
    })),
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
    lanes: of('lane').map((p) => ({
      number: p.number ?? 0,
      destination: p.destination ?? 0,
      shard: p.shard ?? 0,
    })),
  }
}

function document<T>(part: Part): T {
  return JSON.parse(part.doc ?? 'null') as T
}

function numbered<T extends { number: number }>(part: Part): T {
  return { ...document<T>(part), number: part.number ?? 0 }
}

function bytesOf(part: Part): Uint8Array {
  return part.bytes ?? new Uint8Array(0)
}

function oldestFirst<T extends { id: string; createdAt: number }>(things: T[]): T[] {
  return things.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
}

/** The epoch alone. */
export async function readEpoch(query: Query): Promise<number> {
  const [row] = await query<{ identity: number }>('select identity from countersign.config')
  if (row === undefined) throw new Error('The configuration has no epoch.')
  return row.identity
}
