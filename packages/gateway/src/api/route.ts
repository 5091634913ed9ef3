import { z } from 'zod'
import type { Configuration } from '../model/configuration.ts'
import type { Route } from '../model/route.ts'
import { checkFilter } from './check-filter.ts'
import type { ApiContext } from './context.ts'
import { findDestination, findSource } from './find.ts'
import { pageByAge, pageOf, pageQuery } from './list.ts'
import { newId } from './new-id.ts'
import { type Operation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { iso, timeSchema } from './times.ts'

interface RouteJson {
  readonly id: string
  readonly source: string
  readonly destination: string
  readonly filter: string | null
  readonly createdAt: string
}

const routeSchema: z.ZodType<RouteJson> = z
  .object({
    id: z.string(),
    source: z.string().meta({ description: 'The name of the source.' }),
    destination: z.string().meta({ description: 'The name of the destination.' }),
    filter: z.string().nullable().meta({ description: 'A CEL expression; null lets all pass.' }),
    createdAt: timeSchema,
  })
  .meta({ id: 'Route' })

const filterField = z.string().min(1).max(4096).nullable()

const routeInput: z.ZodType<{ source: string; destination: string; filter: string | null }, unknown> =
  z.strictObject({
    source: z.string().max(100),
    destination: z.string().max(100),
    filter: filterField.default(null),
  })

const routeChange: z.ZodType<{ filter: string | null }, unknown> = z.strictObject({ filter: filterField })

/** `/routes`: source → destination, with a filter. */
export function routeOperations(context: ApiContext): readonly Operation[] {
  const configuration = (): Configuration => context.live.current().configuration
  return [
    operation({
      method: 'get',
      path: '/routes',
      id: 'listRoutes',
      summary: 'List routes',
      scope: 'read',
      query: pageQuery,
      status: 200,
      answer: pageOf(routeSchema),
      codes: ['ERR_CURSOR'],
      async handle({ query }) {
        const now = configuration()
        const { items, next } = pageByAge('routes', now.routes, query)
        return { items: items.map((route) => showRoute(route, now)), next }
      },
    }),
    operation({
      method: 'post',
      path: '/routes',
      id: 'createRoute',
      summary: 'Send what comes in at a source to a destination',
      scope: 'operator',
      body: routeInput,
      status: 201,
      answer: routeSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER'],
      async handle({ body }) {
        checkFilter(body.filter)
        const id = newId('rte')
        const { configuration: after } = await context.change((before) => ({
          routes: [
            {
              id,
              source: findSource(before, body.source).id,
              destination: findDestination(before, body.destination).id,
              filter: body.filter,
              createdAt: context.now(),
            },
          ],
        }))
        return showRoute(findRoute(after, id), after)
      },
    }),
    operation({
      method: 'get',
      path: '/routes/{route}',
      id: 'getRoute',
      summary: 'Show a route',
      scope: 'read',
      status: 200,
      answer: routeSchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params }) => showRoute(findRoute(configuration(), params.route), configuration()),
    }),
    operation({
      method: 'patch',
      path: '/routes/{route}',
      id: 'changeRoute',
      summary: 'Change the filter of a route',
      scope: 'operator',
      body: routeChange,
      status: 200,
      answer: routeSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER'],
      async handle({ params, body }) {
        checkFilter(body.filter)
        const { configuration: after } = await context.change((before) => ({
          routes: [{ ...findRoute(before, params.route), filter: body.filter }],
        }))
        return showRoute(findRoute(after, params.route), after)
      },
    }),
    operation({
      method: 'delete',
      path: '/routes/{route}',
      id: 'deleteRoute',
      summary: 'Delete a route; what is queued already is still delivered',
      scope: 'operator',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params }) {
        await context.change((before) => ({ remove: [findRoute(before, params.route).id] }))
        return undefined
      },
    }),
  ]
}

function findRoute({ routes }: Configuration, id = ''): Route {
  const found = routes.get(id)
  if (found === undefined) throw new Problem('ERR_NOT_FOUND', 'There is no such route.')
  return found
}

function showRoute(route: Route, configuration: Configuration): RouteJson {
  return {
    id: route.id,
    source: configuration.sources.get(route.source)?.name ?? route.source,
    destination: configuration.destinations.get(route.destination)?.name ?? route.destination,
    filter: route.filter,
    createdAt: iso(route.createdAt),
  }
}
