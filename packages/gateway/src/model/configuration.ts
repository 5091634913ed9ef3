import type { Connection } from './connection.ts'
import type { Destination } from './destination.ts'
import type { Lane } from './lane.ts'
import type { Route } from './route.ts'
import type { SealedSecret } from './secret.ts'
import type { Source } from './source.ts'
import type { Token } from './token.ts'

/** All that is set up, at one epoch. Deleted sources and destinations are in it, as tombstones. */
export interface Configuration {
  /**
   * Names this state. To be compared for equality alone: after a failover or a restore an older state may follow
   * upon a newer one.
   */
  readonly epoch: number
  /** How many changes have led to it; of two answers that overtook each other the greater is later. */
  readonly changes: number
  readonly sources: readonly Source[]
  readonly destinations: readonly Destination[]
  readonly routes: readonly Route[]
  readonly secrets: readonly SealedSecret[]
  readonly tokens: readonly Token[]
  readonly lanes: readonly Lane[]
  readonly connections: readonly Connection[]
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
  /** Ids of destinations for which nothing may wait, lie dead or be replayed: else the change is refused. */
  readonly idle?: readonly string[]
  /** Ids of routes, secrets, tokens and connections to remove for good. */
  readonly remove?: readonly string[]
}
