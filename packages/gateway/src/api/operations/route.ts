import type { Configuration } from '../../model/configuration.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Route } from '../../model/route.ts'
import { mapInSlices } from '../../setup/in-slices.ts'
import { made } from '../../setup/made.ts'
import { changeRoute, createRoute, deleteRoute } from '../../setup/route.ts'
import { pageByAge, pageOf, pageQuery } from '../shapes/list.ts'
import { mostBytesAtOnce, mostValuesAtOnce, oneOrMany, oneOrManyAnswer } from '../shapes/one-or-many.ts'
import { routeChangeSchema, routeInputSchema } from '../shapes/route-input.ts'
import { routeSchema, showRoute } from '../shapes/route-json.ts'
import type { ApiContext } from './context.ts'
import { onlyIfMatch } from './only-if.ts'
import { type Operation, operation } from './operation.ts'

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
          const all = { list: '/routes', command: createRoute, inputs: body }
          const { change, after } = await setup.runEach(all)
          const { configuration: now } = after
          return { items: await mapInSlices(change.routes ?? [], (route) => showRoute(route, now, seal)) }
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
