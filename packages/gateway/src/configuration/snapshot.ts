import type { Configuration } from '../model/configuration.ts'
import { publishScheme } from '../model/source.ts'
import { tenantOf } from '../model/tenant.ts'
import type { Failure } from './evaluation.ts'
import type { EventView } from './filter.ts'
import type { LiveDestination } from './live-destination.ts'
import type { LiveRoute, LiveSource } from './live-source.ts'
import { RouteIndex } from './route-index.ts'

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
   * tenant to that tenant's destinations. Those that do not subscribe to its type are left out.
   */
  lanesFor(source: LiveSource, view: EventView): Destined[]
  /** Whether an event goes to one destination, by its id; null where that cannot be said. */
  leadsTo(source: LiveSource, destination: string, view: EventView): boolean | null
}

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly configuration: Configuration
  readonly sources: readonly LiveSource[]
  readonly destinations: readonly LiveDestination[]
  /** By the id of the source. */
  readonly routes: ReadonlyMap<string, readonly LiveRoute[]>
  /** Told of a filter that cannot say whether an event passes. */
  readonly onFilterFailure: (route: string, why: Failure) => void
}

/** Indexes the parts, so that every question is one look into a map. */
export function createSnapshot(parts: SnapshotParts): Snapshot {
  const { configuration, sources, destinations, routes, onFilterFailure } = parts
  const byPath = new Map<string, LiveSource>()
  const bySource = new Map<string, LiveSource>()
  const bySourceNumber = new Map<number, LiveSource>()
  for (const live of sources) {
    const { source } = live
    bySourceNumber.set(source.number, live)
    if (source.deletedAt !== null) continue
    if (source.scheme !== publishScheme) byPath.set(source.path, live)
    bySource.set(source.name, live)
    bySource.set(source.id, live)
  }
  const byDestination = new Map<string, LiveDestination>()
  const byDestinationNumber = new Map<number, LiveDestination>()
  const byLane = new Map<number, LiveDestination>()
  const byTenant = new Map<string, string[]>()
  for (const live of destinations) {
    const { destination } = live
    byDestinationNumber.set(destination.number, live)
    for (const lane of live.lanes) byLane.set(lane.number, live)
    if (destination.deletedAt !== null) continue
    byDestination.set(destination.name, live)
    byDestination.set(destination.id, live)
    const { tenant } = destination
    if (tenant === undefined || tenant === null) continue
    const others = byTenant.get(tenant)
    if (others === undefined) byTenant.set(tenant, [destination.id])
    else others.push(destination.id)
  }
  const byRoutes = new Map<string, RouteIndex>()
  for (const [source, its] of routes) byRoutes.set(source, new RouteIndex(its))
  let turn = 0
  const laneOf = (id: string, view: EventView): Destined | undefined => {
    const live = byDestination.get(id)
    if (live?.subscription?.(view.type) === false) return undefined
    const lanes = live?.lanes ?? []
    const shards = Math.min(lanes.length, live?.destination.policy.shards ?? 1)
    const orderKey = live?.orderKey?.(view) ?? null
    // The shards of a destination share its events evenly; those with a key go to the first, to stay in order.
    const lane = lanes[shards > 1 && orderKey === null ? turn++ % shards : 0]
    return lane === undefined ? undefined : { lane: lane.number, orderKey }
  }
  const tenantsOf = (view: EventView): readonly string[] => {
    const tenant = byTenant.size === 0 ? undefined : tenantOf(view)
    return tenant === undefined ? [] : (byTenant.get(tenant) ?? [])
  }
  return {
    epoch: configuration.epoch,
    configuration,
    sourceByPath: (path) => byPath.get(path),
    source: (idOrName) => bySource.get(idOrName),
    sourceByNumber: (number) => bySourceNumber.get(number),
    destination: (idOrName) => byDestination.get(idOrName),
    destinationByNumber: (number) => byDestinationNumber.get(number),
    destinationOfLane: (lane) => byLane.get(lane),
    lanesFor(source, view) {
      const reached = new Set<string>()
      let doubtful: Set<string> | null = null
      const lanes: Destined[] = []
      for (const { id, destination, filter } of byRoutes.get(source.source.id)?.candidates(view) ?? []) {
        if (reached.has(destination)) continue
        if (filter !== null) {
          let failed = false
          const passed = filter(view, (why) => {
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
        const lane = laneOf(destination, view)
        if (lane !== undefined) lanes.push(lane)
      }
      for (const destination of tenantsOf(view)) {
        if (reached.has(destination)) continue
        reached.add(destination)
        const lane = laneOf(destination, view)
        if (lane !== undefined) lanes.push(lane)
      }
      for (const destination of doubtful ?? []) {
        const lane = reached.has(destination) ? undefined : laneOf(destination, view)
        if (lane !== undefined) lanes.push({ lane: lane.lane, orderKey: null, undecided: true })
      }
      return lanes
    },
    leadsTo(source, destination, view) {
      if (tenantsOf(view).includes(destination)) return true
      let failed = false
      for (const route of routes.get(source.source.id) ?? []) {
        if (route.destination !== destination) continue
        const passed = route.filter?.(view, (why) => {
          failed = true
          onFilterFailure(route.id, why)
        })
        if (passed !== false) return true
      }
      return failed ? null : false
    },
  }
}
