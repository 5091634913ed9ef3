import { Refusal } from '../model/refusal.ts'
import type { Route } from '../model/route.ts'
import { checkFilter } from './check-filter.ts'
import type { Command, SetupContext } from './command.ts'
import { forEach } from './each.ts'
import { findDestination, findSource } from './find.ts'
import { newId } from './new-id.ts'
import type { Standing } from './standing.ts'
import { together } from './together.ts'

/** A route, by the names or ids of its ends. */
export interface RouteInput {
  readonly source: string
  readonly destination: string
  readonly filter: string | null
}

/** A route to a destination that is made with it. */
export type RouteToNew = Omit<RouteInput, 'destination'>

/** Leads what comes in at a source to a destination. Throws ERR_NOT_FOUND, ERR_FILTER. */
export const createRoute: Command<RouteInput> = (now, { source, destination, filter }, context) => {
  together(
    ['/filter', () => checkFilter(filter)],
    ['/source', () => findSource(now, source)],
    ['/destination', () => findDestination(now, destination)],
  )
  return { routes: routesTo(findDestination(now, destination).id, [{ source, filter }], now, context) }
}

/** Refuses what no route to a destination can be made of, each at its place: ERR_NOT_FOUND, ERR_FILTER. */
export function checkRoutesToNew(now: Standing, routes: readonly RouteToNew[]): void {
  forEach('/routes', routes, ({ source, filter }) =>
    together(['/filter', () => checkFilter(filter)], ['/source', () => findSource(now, source)]),
  )
}

/** New routes to a destination, of what has been checked. */
export function routesTo(
  destination: string,
  routes: readonly RouteToNew[],
  now: Standing,
  context: SetupContext,
): Route[] {
  return routes.map(({ source, filter }) => ({
    id: newId('rte', context.idBytes),
    source: findSource(now, source).id,
    ...{ destination, filter, createdAt: context.now },
  }))
}

/** Changes the filter of a route. Throws ERR_NOT_FOUND, ERR_FILTER. */
export const changeRoute: Command<{ readonly route: string; readonly filter: string | null }> = (
  now,
  { route, filter },
) => {
  checkFilter(filter)
  return { routes: [{ ...findRoute(now, route), filter }] }
}

/** Deletes a route; what is queued already is still delivered. Throws ERR_NOT_FOUND. */
export const deleteRoute: Command<{ readonly route: string }> = (now, { route }) => ({
  remove: [findRoute(now, route).id],
})

function findRoute(now: Standing, id: string): Route {
  const found = now.route(id)
  if (found === undefined) throw new Refusal('ERR_NOT_FOUND', 'There is no such route.')
  return found
}
