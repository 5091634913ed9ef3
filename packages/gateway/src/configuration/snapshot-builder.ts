import { type Configuration, configured, type Delta, nothingSetUp } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'
import type { Lane } from '../model/lane.ts'
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
    const { touched, lanesOf, sealedOf } = delta.from === null ? all(delta) : changed(now, delta, owners)
    return touched.map((destination) => {
      const lanes = lanesOf(destination).toSorted((one, other) => one.shard - other.shard)
      const sealed = sealedOf(destination)
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
    const put = grouped(delta.routes, ({ source }) => source)
    const left = grouped([...gone, ...replaced], ({ source }) => source)
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

/** Destinations that are to be made ready, and what belongs to each. */
interface Touched {
  readonly touched: readonly Destination[]
  readonly lanesOf: (destination: Destination) => readonly Lane[]
  readonly sealedOf: (destination: Destination) => readonly SealedSecret[]
}

/** All that there are: grouped once, where each would otherwise be looked for. */
function all({ destinations, lanes, secrets }: Delta): Touched {
  const byDestination = grouped(lanes, ({ destination }) => destination)
  const byOwner = grouped(secrets, ({ owner }) => owner)
  return {
    touched: destinations,
    lanesOf: ({ number }) => byDestination.get(number) ?? [],
    sealedOf: ({ id }) => byOwner.get(id) ?? [],
  }
}

/** Those that are others now: themselves, or their lanes or secrets. */
function changed(now: Configuration, delta: Delta, owners: Iterable<string>): Touched {
  const ofLanes = delta.lanes.flatMap(({ destination }) => now.destinations.one('number', destination) ?? [])
  const ids = new Set([...[...delta.destinations, ...ofLanes].map(({ id }) => id), ...owners])
  return {
    touched: [...ids].flatMap((id) => now.destinations.get(id) ?? []),
    lanesOf: ({ number }) => now.lanes.all('destination', number),
    sealedOf: ({ id }) => now.secrets.all('owner', id),
  }
}

/** Whose secrets are others now. */
function ownersIn({ secrets, removed }: Delta, before: Configuration): ReadonlySet<string> {
  const known = [...removed, ...secrets.map(({ id }) => id)].flatMap((id) => before.secrets.get(id) ?? [])
  return new Set([...secrets, ...known].map(({ owner }: SealedSecret) => owner))
}

function grouped<T, K>(things: readonly T[], by: (thing: T) => K): ReadonlyMap<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const thing of things) {
    const key = by(thing)
    const others = groups.get(key)
    if (others === undefined) groups.set(key, [thing])
    else others.push(thing)
  }
  return groups
}
