import { grouped } from '../model/grouped.ts'
import type { Route } from '../model/route.ts'
import { checkFilter } from './check-filter.ts'
import type { DeclaredRoute } from './declared.ts'
import { refuseUnknown } from './find.ts'
import type { Planner } from './planner.ts'
import { changeRoute, createRoute, deleteRoute } from './route.ts'
import { together } from './together.ts'

/** A wanted route, and its place in what is wanted: a JSON pointer. */
export type PlacedRoute = DeclaredRoute & { readonly at: string }

/** Wanted routes between one source and one destination, and those that stand there. */
interface Pair {
  readonly name: string
  readonly source: string
  readonly destination: string
  readonly wanted: { readonly at: string; readonly filter: string | null | undefined }[]
  readonly standing: readonly Route[]
}

/**
 * Plans the routes. Those between the same two are told apart by their filters: one that is wanted and stands is left,
 * the others take the places of those that are not wanted, and the rest is made.
 *
 * @param about.sources - names that are wanted: what is wrong with one of them is told there, not of its routes
 * @param about.unlessWanted - routes that stand, and go where they are not wanted
 */
export function* planRoutes(
  planner: Planner,
  routes: Iterable<PlacedRoute>,
  about: {
    readonly sources: ReadonlySet<string>
    readonly destinations: ReadonlySet<string>
    readonly unlessWanted: readonly Route[]
  },
): Generator<void> {
  const kept = new Set<string>()
  for (const pair of yield* pairsOf(planner, routes, about)) {
    yield
    planPair(planner, pair, kept)
  }
  for (const { id, source, destination } of about.unlessWanted) {
    yield
    if (kept.has(id)) continue
    const name = nameOf(planner, source, destination)
    planner.run(deleteRoute, { route: id })
    planner.step('remove', 'route', name)
  }
}

function* pairsOf(
  planner: Planner,
  routes: Iterable<PlacedRoute>,
  about: { readonly sources: ReadonlySet<string>; readonly destinations: ReadonlySet<string> },
): Generator<void, Iterable<Pair>> {
  const { draft } = planner
  const standing = new Map<string, ReadonlyMap<string, Route[]>>()
  const pairs = new Map<string, Pair>()
  for (const { at, source, destination, filter } of routes) {
    yield
    planner.attempt(at, () => {
      const from = draft.source(source)?.id
      const to = draft.destination(destination)?.id
      together(
        [
          '/source',
          () => from === undefined && !about.sources.has(source) && refuseUnknown('source', source),
        ],
        [
          '/destination',
          () =>
            to === undefined &&
            !about.destinations.has(destination) &&
            refuseUnknown('destination', destination),
        ],
        // Between two that stand it is looked at when the route is made.
        ['/filter', () => (from === undefined || to === undefined) && checkFilter(filter ?? null)],
      )
      if (from === undefined || to === undefined) return
      const key = `${from} ${to}`
      const pair = pairs.get(key) ?? {
        ...{ name: `${source} → ${destination}`, source: from, destination: to, wanted: [] },
        standing: fromSource(planner, standing, from).get(to) ?? [],
      }
      pairs.set(key, pair)
      const twin = pair.wanted.find((other) => (other.filter ?? null) === (filter ?? null))
      if (twin === undefined) pair.wanted.push({ at, filter })
      else planner.fault(at, 'ERR_CONFLICT', `The route is there twice: see ${twin.at}.`)
    })
  }
  return pairs.values()
}

/** The routes of a source by destination; walked once, however many are wanted. */
function fromSource(
  { draft }: Planner,
  known: Map<string, ReadonlyMap<string, Route[]>>,
  source: string,
): ReadonlyMap<string, Route[]> {
  const found = known.get(source)
  if (found !== undefined) return found
  const byDestination = grouped([...draft.routesOf(source)], ({ destination }) => destination)
  known.set(source, byDestination)
  return byDestination
}

function planPair(planner: Planner, pair: Pair, kept: Set<string>): void {
  const missing = pair.wanted.filter(({ filter }) => {
    const same = pair.standing.filter((route) => filter !== undefined && route.filter === filter)
    for (const route of same) {
      kept.add(route.id)
      if (manage(planner, route)) planner.step('update', 'route', pair.name, ['managedBy'])
    }
    return same.length === 0
  })
  const free = pair.standing.filter(({ id }) => !kept.has(id))
  for (const { at, filter } of missing) {
    const taken = free.shift()
    planner.attempt(at, () => {
      if (taken === undefined) {
        const { source, destination } = pair
        manage(planner, planner.make(createRoute, { source, destination, filter: filter ?? null }).routes)
        planner.step('create', 'route', pair.name)
        return
      }
      kept.add(taken.id)
      if (filter === undefined) return
      manage(planner, planner.make(changeRoute, { route: taken.id, filter }).routes)
      planner.step('update', 'route', pair.name, ['filter'])
    })
  }
}

/** Marks a route, or the one that was just planned. Answers whether it belonged to nobody's files, or to others. */
function manage(planner: Planner, planned: Route | readonly Route[] | undefined): boolean {
  const [route] = [planned ?? []].flat()
  const managed = route && planner.mark(route)
  if (!managed) return false
  planner.draft.add({ routes: [{ ...route, managed }] })
  return route.managed?.by !== managed.by
}

function nameOf({ draft }: Planner, source: string, destination: string): string {
  return `${draft.source(source)?.name ?? source} → ${draft.destination(destination)?.name ?? destination}`
}
