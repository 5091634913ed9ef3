import type { Configuration } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'
import { publishScheme } from '../model/source.ts'
import { Table } from '../model/table.ts'
import { tenantOf } from '../model/tenant.ts'
import type { Failure } from './evaluation.ts'
import type { EventView } from './filter.ts'
import type { FilterCache } from './filter-cache.ts'
import { laneAmong, type Placing } from './lane-among.ts'
import type { LiveDestination } from './live-destination.ts'
import type { LiveSource } from './live-source.ts'
import type { ReadyDestinations } from './ready-destinations.ts'
import type { RouteIndex } from './route-index.ts'

/** Where an event goes. */
export interface Destined {
  readonly lane: number
  readonly orderKey: string | null
  /** Whether it goes there cannot be said: each filter that might let it pass failed. */
  readonly undecided?: true
}

/** The configuration at one epoch, compiled for use. Never changes: a new one takes its place. */
export interface Snapshot {
  readonly epoch: number
  readonly configuration: Configuration
  /** By the part of the ingest address after `/in/`. Deleted ones, and those for publishing, are not found. */
  sourceByPath(path: string): LiveSource | undefined
  /** By id or name; not a deleted one. */
  source(idOrName: string): LiveSource | undefined
  /** By number; a deleted one too, since events refer to it. */
  sourceByNumber(number: number): LiveSource | undefined
  /** By id or name; not a deleted one. */
  destination(idOrName: string): LiveDestination | undefined
  /** By number; a deleted one too. */
  destinationByNumber(number: number): LiveDestination | undefined
  /** By the number of a lane; a deleted one too. */
  destinationOfLane(lane: number): LiveDestination | undefined
  /**
   * The lanes that an event goes to, each once: by the routes of its source, and of what was published for a
   * tenant to that tenant's destinations. Those that do not subscribe to its type are left out. Of a source that a
   * listener has claimed to that alone.
   */
  lanesFor(source: LiveSource, view: EventView): Destined[]
  /** Whether an event goes to one destination, by its id; null where that cannot be said. */
  leadsTo(source: LiveSource, destination: string, view: EventView): boolean | null
}

/** The routes of one source. */
export interface SourceRoutes {
  /** Its id. */
  readonly source: string
  readonly routes: RouteIndex
}

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly configuration: Configuration
  readonly sources: Table<LiveSource, 'name' | 'path' | 'number'>
  /** By number; by all else the configuration finds them. */
  readonly destinations: ReadyDestinations
  /** By the id of the source. */
  readonly routes: Table<SourceRoutes>
}

/** No source that is ready for use, and no route. */
export const nothingReady: Pick<SnapshotParts, 'sources' | 'routes'> = {
  sources: Table.empty({
    key: ({ source }: LiveSource) => source.id,
    place: ({ source }: LiveSource) => source.number,
    indexes: {
      name: ({ source }: LiveSource) => (source.deletedAt === null ? source.name : null),
      path: ({ source }: LiveSource) =>
        source.deletedAt === null && source.scheme !== publishScheme ? source.path : null,
      number: ({ source }: LiveSource) => source.number,
    },
  }),
  routes: Table.empty({ key: ({ source }: SourceRoutes) => source, place: () => 0, indexes: {} }),
}

let turn = 0

/**
 * Answers questions about the parts.
 *
 * @param filters - by their texts
 * @param onFilterFailure - told of a filter that cannot say whether an event passes
 * @param placing - asked anew for each event
 */
export function createSnapshot(
  parts: SnapshotParts,
  filters: Pick<FilterCache, 'of'>,
  onFilterFailure: (route: string, why: Failure) => void,
  placing: () => Placing,
): Snapshot {
  const { configuration, sources, destinations, routes } = parts
  const known = configuration.destinations
  const ready = (found: Destination | undefined): LiveDestination | undefined =>
    found?.deletedAt === null ? destinations.get(found.number) : undefined
  const living = (id: string): LiveDestination | undefined => ready(known.get(id))
  const laneOf = (live: LiveDestination | undefined, view: EventView): Destined | undefined => {
    if (live === undefined || live.subscription?.(view.type) === false) return undefined
    const shards = live.destination.policy.shards ?? 1
    // Those above are of a time when it had more.
    const lanes = live.lanes.length > shards ? live.lanes.slice(0, shards) : live.lanes
    const orderKey = live.orderKey?.(view) ?? null
    const lane = laneAmong(lanes, orderKey, turn++, placing())
    return lane === undefined ? undefined : { lane: lane.number, orderKey }
  }
  const tenantsOf = (view: EventView): readonly LiveDestination[] => {
    const tenant = tenantOf(view)
    return tenant === undefined ? [] : known.all('tenant', tenant).flatMap((each) => ready(each) ?? [])
  }
  return {
    epoch: configuration.epoch,
    configuration,
    sourceByPath: (path) => sources.one('path', path),
    source(idOrName) {
      const found = sources.get(idOrName) ?? sources.one('name', idOrName)
      return found?.source.deletedAt === null ? found : undefined
    },
    sourceByNumber: (number) => sources.one('number', number),
    destination: (idOrName) => living(idOrName) ?? ready(known.one('name', idOrName)),
    destinationByNumber: (number) => destinations.get(number),
    destinationOfLane(lane) {
      const found = configuration.lanes.get(lane)
      return found === undefined ? undefined : destinations.get(found.destination)
    },
    lanesFor({ source }, view) {
      const claimer = source.claimedBy ? living(source.claimedBy) : undefined
      if (claimer !== undefined) {
        const lane = laneOf(claimer, view)
        return lane === undefined ? [] : [lane]
      }
      const reached = new Set<string>()
      let doubtful: Set<string> | null = null
      const lanes: Destined[] = []
      for (const { id, destination, filter } of routes.get(source.id)?.routes.candidates(view) ?? []) {
        if (reached.has(destination)) continue
        if (filter !== null) {
          let failed = false
          const passed = filters.of(filter, id)(view, (why) => {
            failed = true
            onFilterFailure(id, why)
          })
          if (failed) {
            doubtful ??= new Set()
            doubtful.add(destination)
          }
          if (!passed) continue
        }
        reached.add(destination)
        const lane = laneOf(living(destination), view)
        if (lane !== undefined) lanes.push(lane)
      }
      for (const live of tenantsOf(view)) {
        const { id } = live.destination
        if (reached.has(id)) continue
        reached.add(id)
        const lane = laneOf(live, view)
        if (lane !== undefined) lanes.push(lane)
      }
      for (const destination of doubtful ?? []) {
        const lane = reached.has(destination) ? undefined : laneOf(living(destination), view)
        if (lane !== undefined) lanes.push({ lane: lane.lane, orderKey: null, undecided: true })
      }
      return lanes
    },
    leadsTo({ source }, destination, view) {
      if (tenantsOf(view).some((live) => live.destination.id === destination)) return true
      let failed = false
      for (const { id, filter } of routes.get(source.id)?.routes.to(destination) ?? []) {
        if (filter === null) return true
        const passed = filters.of(filter, id)(view, (why) => {
          failed = true
          onFilterFailure(id, why)
        })
        if (passed) return true
      }
      return failed ? null : false
    },
  }
}
