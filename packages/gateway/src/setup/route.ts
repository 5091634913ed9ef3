import { Refusal } from '../model/refusal.ts'
import type { Route } from '../model/route.ts'
import { checkFilter } from './check-filter.ts'
import type { Command } from './command.ts'
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

/** Leads what comes in at a source to a destination. Throws ERR_NOT_FOUND, ERR_FILTER. */
export const createRoute: Command<RouteInput> = (now, { source, destination, filter }, context) => {
  together(
    ['/filter', () => checkFilter(filter)],
    ['/source', () => findSource(now, source)],
    ['/destination', () => findDestination(now, destination)],
  )
  const ends = { source: findSource(now, source).id, destination: findDestination(now, destination).id }
  return { routes: [{ id: newId('rte', context.idBytes), ...ends, filter, createdAt: context.now }] }
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
