import type { Configuration } from '../model/configuration.ts'
import type { SealedSecret } from '../model/secret.ts'
import { compileFilter, type Filter } from './filter.ts'
import type { FilterFailures } from './filter-failures.ts'
import { buildDestination, type LiveDestination } from './live-destination.ts'
import { buildSource, type LiveRoute, type LiveSource, type SourceParts } from './live-source.ts'
import type { Unseal } from './open-secrets.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

interface BuilderLog {
  error(about: object, message: string): void
}

/** A thing made ready, and what it was made from. */
interface Built<T> {
  readonly from: string
  readonly live: T
}

/** Builds snapshots, and takes over from the last one what has not changed: keys are opened and read once. */
export class SnapshotBuilder {
  readonly #unseal: Unseal
  readonly #publicUrl: string | null
  readonly #log: BuilderLog
  readonly #failures: FilterFailures
  readonly #parts: SourceParts
  #sources = new Map<string, Built<LiveSource>>()
  #destinations = new Map<string, Built<LiveDestination>>()
  #filters = new Map<string, Filter>()

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
    this.#parts = parts
  }

  build(configuration: Configuration): Snapshot {
    const secrets = groupBy(configuration.secrets, (secret) => secret.owner)
    const lanes = groupBy(configuration.lanes, (lane) => lane.destination)
    const sources = new Map<string, Built<LiveSource>>()
    for (const source of configuration.sources) {
      const own = source.deletedAt === null ? (secrets.get(source.id) ?? []) : []
      const from = describe(source, own)
      const known = this.#sources.get(source.id)
      const live =
        known?.from === from
          ? known.live
          : this.#told(buildSource(source, own, this.#unseal, this.#publicUrl, this.#parts))
      sources.set(source.id, { from, live })
    }
    const destinations = new Map<string, Built<LiveDestination>>()
    for (const destination of configuration.destinations) {
      const own = secrets.get(destination.id) ?? []
      const its = (lanes.get(destination.number) ?? []).toSorted((one, other) => one.shard - other.shard)
      const from = describe({ destination, its }, own)
      const known = this.#destinations.get(destination.id)
      const live =
        known?.from === from
          ? known.live
          : this.#told(buildDestination(destination, its, own, this.#unseal, this.#parts.catalog))
      destinations.set(destination.id, { from, live })
    }
    const routes = this.#routes(configuration)
    this.#sources = sources
    this.#destinations = destinations
    return createSnapshot({
      configuration,
      sources: [...sources.values()].map(({ live }) => live),
      destinations: [...destinations.values()].map(({ live }) => live),
      routes,
      onFilterFailure: (route, why) => this.#failures.add(route, why),
    })
  }

  #routes(configuration: Configuration): Map<string, LiveRoute[]> {
    const filters = new Map<string, Filter>()
    const routes = groupBy(
      configuration.routes.map(({ id, source, destination, filter: text }) => {
        let filter: Filter | null = null
        if (text !== null) {
          filter = this.#filters.get(text) ?? this.#compiled(text, id)
          filters.set(text, filter)
        }
        return { id, source, destination, filter }
      }),
      ({ source }) => source,
    )
    this.#filters = filters
    return routes
  }

  /** A filter is checked before it is stored; what one that an older version took cannot say stays undecided. */
  #compiled(text: string, route: string): Filter {
    try {
      return compileFilter(text, 'stored')
    } catch (error) {
      this.#log.error(
        { err: error, route },
        'the filter of a route cannot be used: what it is asked stays undecided',
      )
      return (_view, onFailure) => {
        onFailure?.('failed')
        return false
      }
    }
  }

  #told<T extends LiveSource | LiveDestination>(live: T): T {
    const { name, deletedAt } = 'source' in live ? live.source : live.destination
    // Of what is deleted the secrets are gone, on purpose.
    if (live.broken !== null && deletedAt === null) {
      this.#log.error({ name, code: live.broken.code }, live.broken.explanation)
    }
    return live
  }
}

/** Equal for what is built alike. Sealed bytes stand for their secret: sealing again makes other ones. */
function describe(thing: unknown, secrets: readonly SealedSecret[]): string {
  const sealed = secrets.map((secret) => ({
    ...secret,
    sealed: Buffer.from(secret.sealed).toString('base64'),
  }))
  return JSON.stringify([thing, sealed])
}

/** `Map.groupBy` of ECMAScript 2024. */
function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
