import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Route } from '../../model/route.ts'
import type { Seal } from '../../seal/seal.ts'
import { each } from '../../setup/each.ts'
import { made } from '../../setup/made.ts'
import { changeRoute, createRoute, deleteRoute } from '../../setup/route.ts'
import { tagOf } from '../../setup/tag-of.ts'
import type { RouteJson } from '../answers/route.ts'
import { etagFields } from '../shapes/etag-json.ts'
import { pageByAge, pageOf, pageQuery } from '../shapes/list.ts'
import { managedFields, showManaged } from '../shapes/managed-json.ts'
import { mostBytesAtOnce, mostValuesAtOnce, oneOrMany, oneOrManyAnswer } from '../shapes/one-or-many.ts'
import { routeChangeSchema, routeInputSchema } from '../shapes/route-input.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { onlyIfMatch } from './only-if.ts'
import { type Operation, operation } from './operation.ts'

const routeSchema: z.ZodType<RouteJson> = z
  .object({
    id: z.string(),
    source: z.string().meta({ description: 'The name of the source.' }),
    destination: z.string().meta({ description: 'The name of the destination.' }),
    filter: z.string().nullable().meta({ description: 'A CEL expression; null lets all pass.' }),
    ...managedFields,
    createdAt: timeSchema,
    ...etagFields,
  })
  .meta({ id: 'Route' })

/** `/routes`: source → destination, with a filter. */
export function routeOperations(context: ApiContext): readonly Operation[] {
  const { seal } = context
  const configuration = (): Configuration => context.live.current().configuration
  return [
    operation({
      method: 'get',
      path: '/routes',
      id: 'listRoutes',
      summary: 'List routes',
      action: 'routes.read',
      query: pageQuery,
      status: 200,
      answer: pageOf(routeSchema),
      codes: ['ERR_CURSOR'],
      async handle({ query }) {
        const now = configuration()
        const { items, next } = pageByAge('routes', now.routes, query)
        return { items: items.map((route) => showRoute(route, now, seal)), next }
      },
    }),
    operation({
      method: 'post',
      path: '/routes',
      id: 'createRoute',
      summary:
        'Send what comes in at a source to a destination, or with `routes` up to a thousand such in one commit',
      action: 'routes.write',
      body: oneOrMany('routes', routeInputSchema),
      maxBytes: mostBytesAtOnce,
      mostValues: mostValuesAtOnce,
      once: true,
      status: 201,
      answer: oneOrManyAnswer(routeSchema),
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER', 'ERR_CYCLE'],
      async handle({ body, act }) {
        const setup = context.setup.by(act)
        if (Array.isArray(body)) {
          const { change, after } = await setup.run(each('/routes', createRoute), body)
          const { configuration: now } = after
          return { items: (change.routes ?? []).map(({ id }) => showRoute(findRoute(now, id), now, seal)) }
        }
        const { change, after } = await setup.run(createRoute, body)
        return showRoute(findRoute(after.configuration, made(change.routes).id), after.configuration, seal)
      },
    }),
    operation({
      method: 'get',
      path: '/routes/{route}',
      id: 'getRoute',
      summary: 'Show a route',
      action: 'routes.read',
      tagged: true,
      status: 200,
      answer: routeSchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params }) =>
        showRoute(findRoute(configuration(), params.route), configuration(), seal),
    }),
    operation({
      method: 'patch',
      path: '/routes/{route}',
      id: 'changeRoute',
      summary: 'Change the filter of a route',
      action: 'routes.write',
      body: routeChangeSchema,
      tagged: true,
      status: 200,
      answer: routeSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_CHANGED', 'ERR_FILTER'],
      async handle({ params, body, act, headers }) {
        const route = params.route ?? ''
        const only = onlyIfMatch(headers, seal, (now) => now.route(route))
        const { after } = await context.setup.by(act).run(changeRoute, { route, ...body }, only)
        return showRoute(findRoute(after.configuration, params.route), after.configuration, seal)
      },
    }),
    operation({
      method: 'delete',
      path: '/routes/{route}',
      id: 'deleteRoute',
      summary: 'Delete a route; what is queued already is still delivered',
      action: 'routes.write',
      tagged: true,
      status: 204,
      codes: ['ERR_NOT_FOUND', 'ERR_CHANGED'],
      async handle({ params, act, headers }) {
        const route = params.route ?? ''
        const only = onlyIfMatch(headers, seal, (now) => now.route(route))
        await context.setup.by(act).run(deleteRoute, { route }, only)
        return undefined
      },
    }),
  ]
}

function findRoute({ routes }: Configuration, id = ''): Route {
  const found = routes.get(id)
  if (found === undefined) throw new Refusal('ERR_NOT_FOUND', 'There is no such route.')
  return found
}

function showRoute(route: Route, configuration: Configuration, seal: Pick<Seal, 'mark'>): RouteJson {
  return {
    id: route.id,
    source: configuration.sources.get(route.source)?.name ?? route.source,
    destination: configuration.destinations.get(route.destination)?.name ?? route.destination,
    filter: route.filter,
    ...showManaged(route, configuration, seal),
    createdAt: iso(route.createdAt),
    etag: tagOf(route, seal),
  }
}
