import type { Connection } from './connection.ts'
import type { Destination } from './destination.ts'
import type { Lane } from './lane.ts'
import type { Route } from './route.ts'
import type { SealedSecret } from './secret.ts'
import type { Source } from './source.ts'
import { type Key, type Shape, Table } from './table.ts'
import type { Token } from './token.ts'

/** Which state of the configuration. */
interface At {
  /**
   * Names this state. To be compared for equality alone: after a failover or a restore an older state may follow
   * upon a newer one.
   */
  readonly epoch: number
  /** How many changes have led to it; of two answers that overtook each other the greater is later. */
  readonly changes: number
}

/** All that is set up, at one epoch. Deleted sources and destinations are in it, as tombstones. Never changes. */
export interface Configuration extends At {
  /** By id; `name` and `path` find those alone that are not deleted. */
  readonly sources: Table<Source, 'name' | 'path' | 'number'>
  /** By id; `name`, `tenant` and, of kind `pull`, `kind` find those alone that are not deleted. */
  readonly destinations: Table<Destination, 'name' | 'tenant' | 'kind' | 'number'>
  /** By id; found by the ids of both ends too. */
  readonly routes: Table<Route, 'source' | 'destination'>
  readonly secrets: Table<SealedSecret, 'owner'>
  readonly tokens: Table<Token>
  readonly connections: Table<Connection, 'source'>
  /** By number. */
  readonly lanes: Table<Lane, 'destination'>
}

/** What leads from one state of the configuration to a later one. */
export interface Delta extends At {
  /** The epoch that it leads from; null: from nothing, it holds all that there is. */
  readonly from: number | null
  // What is new, or in another form than before, each kind oldest first.
  readonly sources: readonly Source[]
  readonly destinations: readonly Destination[]
  readonly routes: readonly Route[]
  readonly secrets: readonly SealedSecret[]
  readonly tokens: readonly Token[]
  readonly connections: readonly Connection[]
  readonly lanes: readonly Lane[]
  /** Ids of routes, secrets, tokens and connections that are gone. */
  readonly removed: readonly string[]
}

/** A thing that the journal is to number when it first stores it. */
export type Unnumbered<T extends { number: number }> = Omit<T, 'number'>

/**
 * One change of the configuration: all of it or nothing. An entry with a known id replaces the old one
 * (its number stays), one with a new id is added and numbered. A new destination gets its lane in the same
 * transaction.
 */
export interface ConfigurationChange {
  readonly sources?: readonly Unnumbered<Source>[]
  readonly destinations?: readonly Unnumbered<Destination>[]
  readonly routes?: readonly Route[]
  readonly secrets?: readonly SealedSecret[]
  readonly tokens?: readonly Token[]
  readonly connections?: readonly Connection[]
  /** The epoch of what it was made upon: where the store has another by now, the change is refused. Absent: any. */
  readonly upon?: number
  /** Ids of destinations for which nothing may wait, lie dead or be replayed: else the change is refused. */
  readonly idle?: readonly string[]
  /** Ids of routes, secrets, tokens and connections to remove for good. */
  readonly remove?: readonly string[]
}

/** Before anything is set up, and before anything has been read. */
export const nothingSetUp: Configuration = {
  epoch: -1,
  changes: -1,
  sources: numbered<Source, 'name' | 'path'>({ name: living('name'), path: living('path') }),
  destinations: numbered<Destination, 'name' | 'tenant' | 'kind'>({
    name: living('name'),
    tenant: living('tenant'),
    kind: ({ kind, deletedAt }) => (kind === 'pull' && deletedAt === null ? kind : null),
  }),
  routes: aged({
    source: ({ source }: Route) => source,
    destination: ({ destination }: Route) => destination,
  }),
  secrets: aged({ owner: ({ owner }: SealedSecret) => owner }),
  tokens: aged<Token, never>({}),
  connections: aged({ source: ({ source }: Connection) => source }),
  lanes: Table.empty({
    key: ({ number }: Lane) => number,
    place: ({ number }: Lane) => number,
    indexes: { destination: ({ destination }: Lane) => destination },
  }),
}

/** The configuration after a delta, at the cost of the delta. One from nothing is laid upon nothing. */
export function configured(before: Configuration, delta: Delta): Configuration {
  const { epoch, changes, removed } = delta
  const base = delta.from === null ? nothingSetUp : before
  return {
    epoch,
    changes,
    sources: base.sources.changed(delta.sources),
    destinations: base.destinations.changed(delta.destinations),
    routes: base.routes.changed(delta.routes, removed),
    secrets: base.secrets.changed(delta.secrets, removed),
    tokens: base.tokens.changed(delta.tokens, removed),
    connections: base.connections.changed(delta.connections, removed),
    lanes: base.lanes.changed(delta.lanes),
  }
}

type Indexes<T, Index extends string> = Shape<T, Index>['indexes']

/** Sources and destinations, in the order of their numbers. */
function numbered<T extends { readonly id: string; readonly number: number }, Index extends string>(
  indexes: Indexes<T, Index>,
): Table<T, Index | 'number'> {
  const byNumber = { ...indexes, number: ({ number }: T) => number } as Indexes<T, Index | 'number'>
  return Table.empty({ key: ({ id }) => id, place: ({ number }) => number, indexes: byNumber })
}

/** What has no number, the oldest first. */
function aged<T extends { readonly id: string; readonly createdAt: number }, Index extends string>(
  indexes: Indexes<T, Index>,
): Table<T, Index> {
  return Table.empty({ key: ({ id }) => id, place: ({ createdAt }) => createdAt, indexes })
}

/** A field of what is not deleted. */
function living<Field extends string>(
  field: Field,
): (thing: { readonly [name in Field]?: Key | null } & { readonly deletedAt: number | null }) => Key | null {
  return (thing) => (thing.deletedAt === null ? (thing[field] ?? null) : null)
}

/** Whether a change is none. */
export function changesNothing({ upon: _any, ...lists }: ConfigurationChange): boolean {
  return Object.values(lists).every((list) => list.length === 0)
}
