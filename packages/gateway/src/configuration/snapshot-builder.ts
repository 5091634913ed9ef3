import { type Configuration, configured, type Delta, nothingSetUp } from '../model/configuration.ts'
import { grouped } from '../model/grouped.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Failure } from './evaluation.ts'
import { FilterCache } from './filter-cache.ts'
import type { FilterFailures } from './filter-failures.ts'
import { type Placing, placedAnywhere } from './lane-among.ts'
import { buildSource, type LiveSource, type SourceParts } from './live-source.ts'
import type { Unseal } from './open-secrets.ts'
import { ReadyDestinations, type ReadyWith } from './ready-destinations.ts'
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
  readonly #readyWith: ReadyWith
  #filters: FilterCache
  #rebuilt: readonly number[] = []
  #parts: SnapshotParts
  /** Of all snapshots, those that are in use already included. */
  placing: Placing = placedAnywhere

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
    this.#readyWith = {
      ...{ unseal, catalog: parts.catalog },
      onBroken: ({ name }, broken) => log.error({ name, code: broken.code }, broken.explanation),
    }
    this.#filters = new FilterCache(log)
    this.#parts = this.#nothing()
  }

  /** The numbers of the destinations that the last snapshot has other than the one before; of all, none are named. */
  get rebuilt(): readonly number[] {
    return this.#rebuilt
  }

  /** The snapshot after a delta from the last one; it costs what has changed. One from nothing takes nothing over. */
  build(delta: Delta): Snapshot {
    if (delta.from === null) {
      this.#parts = this.#nothing()
      this.#filters = new FilterCache(this.#log)
    }
    const before = this.#parts
    const configuration = configured(before.configuration, delta)
    const owners = delta.from === null ? [] : ownersIn(delta, before.configuration)
    this.#rebuilt = delta.from === null ? [] : touchedDestinations(configuration, delta, owners)
    this.#parts = {
      configuration,
      sources: before.sources.changed(this.#sources(configuration, delta, owners)),
      destinations: before.destinations.after(configuration, this.#rebuilt),
      routes: this.#routes(before, delta),
    }
    const onFailure = (route: string, why: Failure): void => this.#failures.add(route, why)
    return createSnapshot(this.#parts, this.#filters, onFailure, () => this.placing)
  }

  #nothing(): SnapshotParts {
    const destinations = ReadyDestinations.of(nothingSetUp, this.#readyWith)
    return { configuration: nothingSetUp, destinations, ...nothingReady }
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

  #routes({ configuration: before, routes }: SnapshotParts, delta: Delta): SnapshotParts['routes'] {
    const gone = delta.removed.flatMap((id) => before.routes.get(id) ?? [])
    const replaced = delta.routes.flatMap(({ id }) => before.routes.get(id) ?? [])
    for (const { filter } of [...gone, ...replaced]) if (filter !== null) this.#filters.letGo(filter)
    const put = grouped(delta.routes, ({ source }) => source)
    const left = grouped([...gone, ...replaced], ({ source }) => source)
    const changed = [...new Set([...put.keys(), ...left.keys()])].map((source): SourceRoutes => {
      const known = routes.get(source)?.routes ?? RouteIndex.empty
      const fresh = (put.get(source) ?? []).map((route) => ({
        route,
        needs: route.filter === null ? [] : this.#filters.needsOf(route.filter, route.id),
      }))
      const old = (left.get(source) ?? []).map(({ id }) => id)
      return { source, routes: known.changed(fresh, old) }
    })
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

/** The numbers of those that are others now: themselves, or their lanes or secrets. */
function touchedDestinations(now: Configuration, delta: Delta, owners: Iterable<string>): number[] {
  const known = [...owners].flatMap((id) => now.destinations.get(id) ?? [])
  return [
    ...new Set([
      ...[...delta.destinations, ...known].map(({ number }) => number),
      ...delta.lanes.map(({ destination }) => destination),
    ]),
  ]
}

/** Whose secrets are others now. */
function ownersIn({ secrets, removed }: Delta, before: Configuration): ReadonlySet<string> {
  const known = [...removed, ...secrets.map(({ id }) => id)].flatMap((id) => before.secrets.get(id) ?? [])
  return new Set([...secrets, ...known].map(({ owner }: SealedSecret) => owner))
}
