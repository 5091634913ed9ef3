import { type Configuration, configured, type Delta, nothingSetUp } from '../model/configuration.ts'
import type { Route } from '../model/route.ts'
import type { SealedSecret } from '../model/secret.ts'
import { FilterCache } from './filter-cache.ts'
import type { FilterFailures } from './filter-failures.ts'
import { buildDestination, type LiveDestination } from './live-destination.ts'
import { buildSource, type LiveSource, type SourceParts } from './live-source.ts'
import type { Unseal } from './open-secrets.ts'
import { RouteIndex } from './route-index.ts'
import {
  createSnapshot,
  nothingReady,
  type Snapshot,
  type SnapshotParts,
  type SourceRoutes,
} from './snapshot.ts'

interface BuilderLog {
  error(about: object, message: string): void
}

/** Builds one snapshot out of another and what has changed: keys are opened and read once. */
export class SnapshotBuilder {
  readonly #unseal: Unseal
  readonly #publicUrl: string | null
  readonly #log: BuilderLog
  readonly #failures: FilterFailures
  readonly #sourceParts: SourceParts
  #filters: FilterCache
  #rebuilt: readonly LiveDestination[] = []
  #parts: SnapshotParts = { configuration: nothingSetUp, ...nothingReady }

  constructor(
    unseal: Unseal,
    publicUrl: string | null,
    log: BuilderLog,
    failures: FilterFailures,
    parts: SourceParts,
  ) {
    this.#unseal = unseal
    this.#publicUrl = publicUrl
    this.#log = log
    this.#failures = failures
    this.#sourceParts = parts
    this.#filters = new FilterCache(log)
  }

  /** The destinations that the last snapshot has other than the one before. */
  get rebuilt(): readonly LiveDestination[] {
    return this.#rebuilt
  }

  /** The snapshot after a delta from the last one; it costs what has changed. One from nothing takes nothing over. */
  build(delta: Delta): Snapshot {
    if (delta.from === null) {
      this.#parts = { configuration: nothingSetUp, ...nothingReady }
      this.#filters = new FilterCache(this.#log)
    }
    const before = this.#parts
    const configuration = configured(before.configuration, delta)
    const owners = ownersIn(delta, before.configuration)
    this.#rebuilt = this.#destinations(configuration, delta, owners)
    this.#parts = {
      configuration,
      sources: before.sources.changed(this.#sources(configuration, delta, owners)),
      destinations: before.destinations.changed(this.#rebuilt),
      routes: this.#routes(before, delta),
    }
    return createSnapshot(this.#parts, (route, why) => this.#failures.add(route, why))
  }

  #sources({ sources, secrets }: Configuration, delta: Delta, owners: Iterable<string>): LiveSource[] {
    const touched = new Set([...delta.sources.map(({ id }) => id), ...owners])
    return [...touched].flatMap((id) => {
      const source = sources.get(id)
      if (source === undefined) return []
      const own = source.deletedAt === null ? secrets.all('owner', id) : []
      return this.#told(buildSource(source, own, this.#unseal, this.#publicUrl, this.#sourceParts))
    })
  }

  #destinations(now: Configuration, delta: Delta, owners: Iterable<string>): LiveDestination[] {
    const ofLanes = delta.lanes.flatMap(
      ({ destination }) => now.destinations.one('number', destination) ?? [],
    )
    const touched = new Set([...[...delta.destinations, ...ofLanes].map(({ id }) => id), ...owners])
    return [...touched].flatMap((id) => {
      const destination = now.destinations.get(id)
      if (destination === undefined) return []
      const lanes = now.lanes
        .all('destination', destination.number)
        .sort((one, other) => one.shard - other.shard)
      const sealed = now.secrets.all('owner', id)
      return buildDestination(
        { destination, lanes, sealed },
        this.#unseal,
        this.#sourceParts.catalog,
        ({ name }, broken) => this.#log.error({ name, code: broken.code }, broken.explanation),
      )
    })
  }

  #routes({ configuration: before, routes }: SnapshotParts, delta: Delta): SnapshotParts['routes'] {
    const gone = delta.removed.flatMap((id) => before.routes.get(id) ?? [])
    const replaced = delta.routes.flatMap(({ id }) => before.routes.get(id) ?? [])
    const put = bySource(delta.routes)
    const left = bySource([...gone, ...replaced])
    const changed = [...new Set([...put.keys(), ...left.keys()])].map((source): SourceRoutes => {
      const known = routes.get(source)?.routes ?? RouteIndex.empty
      const fresh = (put.get(source) ?? []).map(({ id, destination, filter, createdAt }) => ({
        ...{ id, destination, createdAt },
        filter: filter === null ? null : this.#filters.take(filter, id),
      }))
      const old = (left.get(source) ?? []).map(({ id }) => id)
      return { source, routes: known.changed(fresh, old) }
    })
    for (const { filter } of [...gone, ...replaced]) if (filter !== null) this.#filters.giveBack(filter)
    const empty = changed.filter(({ routes: index }) => index.size === 0).map(({ source }) => source)
    return routes.changed(
      changed.filter(({ routes: index }) => index.size > 0),
      empty,
    )
  }

  #told(live: LiveSource): LiveSource {
    const { name, deletedAt } = live.source
    // Of what is deleted the secrets are gone, on purpose.
    if (live.broken !== null && deletedAt === null) {
      this.#log.error({ name, code: live.broken.code }, live.broken.explanation)
    }
    return live
  }
}

/** Whose secrets are others now. */
function ownersIn({ secrets, removed }: Delta, before: Configuration): ReadonlySet<string> {
  const known = [...removed, ...secrets.map(({ id }) => id)].flatMap((id) => before.secrets.get(id) ?? [])
  return new Set([...secrets, ...known].map(({ owner }: SealedSecret) => owner))
}

function bySource(routes: readonly Route[]): ReadonlyMap<string, Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of routes) {
    const others = groups.get(route.source)
    if (others === undefined) groups.set(route.source, [route])
    else others.push(route)
  }
  return groups
}
