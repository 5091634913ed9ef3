import type { ConfigurationChange } from '../model/configuration.ts'
import type { Route } from '../model/route.ts'
import { operationalSource } from '../model/source.ts'
import type { SetupContext } from './command.ts'
import type { Declared } from './declared.ts'
import { deleteDestination } from './destination.ts'
import { inSlices } from './in-slices.ts'
import { planConnection } from './plan-connection.ts'
import { planDestination } from './plan-destination.ts'
import { type PlacedRoute, planRoutes } from './plan-routes.ts'
import { planSource } from './plan-source.ts'
import { type MadeSecret, type PlannedConnections, Planner, type Step, type Wishes } from './planner.ts'
import { refuseCycle } from './refuse-cycle.ts'
import { deleteSource } from './source.ts'
import type { Standing } from './standing.ts'

/** How what is wanted is reached. */
export interface Plan {
  /** All of it as one change; an empty one where all is as it is wanted. */
  readonly change: ConfigurationChange
  readonly steps: readonly Step[]
  /** Secrets of destinations that are made, to be shown once, when the change has been committed. */
  readonly made: readonly MadeSecret[]
  /** What is done at providers once the change has been committed. */
  readonly connections: PlannedConnections
}

/** How a plan is made. */
export interface PlanOptions extends Wishes {
  /**
   * Whether what is not wanted is removed, of the lists that are given; sources of connections and the gateway's own
   * stay.
   */
  readonly prune: boolean
}

/**
 * Plans the way from what stands to what is wanted. Throws ERR_PLAN with every place that is wrong: what is there
 * twice, what is referred to and is not there, what cannot be changed, and what would go round for ever.
 */
export function plan(now: Standing, wanted: Declared, options: PlanOptions, context: SetupContext): Plan {
  const parts = planning(now, wanted, options, context)
  for (;;) {
    const part = parts.next()
    if (part.done) return part.value
  }
}

/**
 * Plans as `plan` does, in slices: a plan of tens of thousands takes seconds, in which nothing would be taken in. What
 * stands must not change meanwhile.
 */
export async function planInSlices(
  now: Standing,
  wanted: Declared,
  options: PlanOptions,
  context: SetupContext,
): Promise<Plan> {
  return await inSlices(planning(now, wanted, options, context))
}

/** Plans one thing between two steps. */
function* planning(
  now: Standing,
  wanted: Declared,
  { prune, ...wishes }: PlanOptions,
  context: SetupContext,
): Generator<void, Plan> {
  const planner = new Planner(now, context, wishes)
  const { sources, destinations, connections } = wanted
  const connected = yield* eachOnce(planner, '/connections', connections, planConnection)
  const sourceNames = yield* eachOnce(planner, '/sources', sources, planSource)
  const destinationNames = yield* eachOnce(planner, '/destinations', destinations, planDestination)
  yield* planRoutes(planner, routesIn(wanted), {
    sources: new Set([...sourceNames, ...connected]),
    destinations: destinationNames,
    unlessWanted: prune ? routesSpokenOf(planner, wanted) : [],
  })
  if (prune && destinations !== undefined) yield* pruneDestinations(planner, now, destinationNames)
  if (prune && sources !== undefined)
    yield* pruneSources(planner, now, new Set([...sourceNames, ...connected]))
  if (prune && connections !== undefined) pruneConnections(planner, now, connected)
  planner.attempt('/routes', () => refuseCycle(now, planner.draft.change(), context))
  planner.refuseFaults()
  const { steps, made } = planner
  return { change: planner.draft.change(), steps, made, connections: planner.connections }
}

/** Plans each of a list; what is there a second time under its name is a fault. Answers the names. */
function* eachOnce<Wanted extends { readonly name: string }>(
  planner: Planner,
  list: string,
  all: readonly Wanted[] = [],
  planOne: (planner: Planner, wanted: Wanted) => void,
): Generator<void, ReadonlySet<string>> {
  const places = new Map<string, number>()
  for (const [index, wanted] of all.entries()) {
    yield
    const before = places.get(wanted.name)
    if (before !== undefined) {
      const message = `"${wanted.name}" is there twice: see ${list}/${before}.`
      planner.fault(`${list}/${index}/name`, 'ERR_CONFLICT', message)
      continue
    }
    places.set(wanted.name, index)
    planner.attempt(`${list}/${index}`, () => planOne(planner, wanted))
  }
  return new Set(places.keys())
}

/** All routes that are wanted, of either list, each with its place. */
function* routesIn({ routes = [], destinations = [] }: Declared): Generator<PlacedRoute> {
  for (const [index, route] of routes.entries()) yield { ...route, at: `/routes/${index}` }
  for (const [index, { name, routes: own = [] }] of destinations.entries())
    for (const [place, route] of own.entries())
      yield { ...route, destination: name, at: `/destinations/${index}/routes/${place}` }
}

/** The routes that stand and of which there are only to be the wanted ones: all, or those to some destinations. */
function routesSpokenOf({ draft }: Planner, { routes, destinations = [] }: Declared): readonly Route[] {
  if (routes !== undefined) return [...draft.routes()]
  return destinations.flatMap((one) => {
    const id = one.routes && draft.destination(one.name)?.id
    return id === undefined ? [] : draft.routesOf(id)
  })
}

function* pruneDestinations(planner: Planner, now: Standing, wanted: ReadonlySet<string>): Generator<void> {
  for (const { id, name } of now.destinations()) {
    yield
    if (wanted.has(name)) continue
    planner.run(deleteDestination, { destination: id })
    planner.step('remove', 'destination', name)
  }
}

function* pruneSources(planner: Planner, now: Standing, wanted: ReadonlySet<string>): Generator<void> {
  for (const { id, name } of now.sources()) {
    yield
    if (wanted.has(name) || name === operationalSource || now.connectionOf(id) !== undefined) continue
    planner.run(deleteSource, { source: id })
    planner.step('remove', 'source', name)
  }
}

function pruneConnections(planner: Planner, now: Standing, wanted: ReadonlySet<string>): void {
  for (const connection of now.connections()) {
    const name = now.source(connection.source)?.name
    if (name !== undefined && wanted.has(name)) continue
    planner.connections.disconnect.push(connection)
    planner.step('remove', 'connection', name ?? connection.id)
  }
}
