import type { Configuration, Unnumbered } from '../model/configuration.ts'
import type { Connection } from '../model/connection.ts'
import { type Destination, pullKind } from '../model/destination.ts'
import type { Route } from '../model/route.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Source } from '../model/source.ts'
import type { Token } from '../model/token.ts'

/** What stands, as commands read it: each question costs what it answers, however much there is beside. */
export interface Standing {
  /** By name or id; not a deleted one. */
  source(nameOrId: string): Unnumbered<Source> | undefined
  /** By the part of the ingest address after `/in/`; not a deleted one. */
  sourceAt(path: string): Unnumbered<Source> | undefined
  /** By name or id; not a deleted one. */
  destination(nameOrId: string): Unnumbered<Destination> | undefined
  route(id: string): Route | undefined
  /** Those that lead from a source or to a destination, by its id, the oldest first. */
  routesOf(owner: string): readonly Route[]
  /** Those of a source or destination, by its id. */
  secretsOf(owner: string): readonly SealedSecret[]
  /** By name or id. */
  token(nameOrId: string): Token | undefined
  connection(id: string): Connection | undefined
  /** The connection of a source, by the source's id. */
  connectionOf(source: string): Connection | undefined
  /** All that is not deleted, nor a listener's: for plans that remove what is not wanted, and for exports. */
  sources(): Iterable<Unnumbered<Source>>
  destinations(): Iterable<Unnumbered<Destination>>
  routes(): Iterable<Route>
  connections(): Iterable<Connection>
  /** The destinations that are listeners'. */
  listeners(): Iterable<Unnumbered<Destination>>
}

/** What stands in a configuration. */
export function standingOf(configuration: Configuration): Standing {
  const { sources, destinations, routes, secrets, tokens, connections } = configuration
  const living = <Item extends { readonly deletedAt: number | null }>(item: Item | undefined) =>
    item?.deletedAt === null ? item : undefined
  return {
    source: (nameOrId) => sources.one('name', nameOrId) ?? living(sources.get(nameOrId)),
    sourceAt: (path) => sources.one('path', path),
    destination: (nameOrId) => destinations.one('name', nameOrId) ?? living(destinations.get(nameOrId)),
    route: (id) => routes.get(id),
    routesOf: (owner) => [...routes.all('source', owner), ...routes.all('destination', owner)],
    secretsOf: (owner) => secrets.all('owner', owner),
    // There are few: walked where one is asked for.
    token: (nameOrId) => tokens.get(nameOrId) ?? [...tokens].find(({ name }) => name === nameOrId),
    connection: (id) => connections.get(id),
    connectionOf: (source) => connections.one('source', source),
    sources: () => [...sources].filter(living),
    destinations: () => [...destinations].filter((one) => living(one) && one.listening === undefined),
    connections: () => connections,
    listeners: () => destinations.all('kind', pullKind).filter((one) => living(one)?.listening !== undefined),
    routes: () => [...routes].filter((route) => destinations.get(route.destination)?.listening === undefined),
  }
}
