import { z } from 'zod'
import { bounds } from '../../model/bounds.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Destination } from '../../model/destination.ts'
import { grouped } from '../../model/grouped.ts'
import { type Identity, isOperator } from '../../model/identity.ts'
import { reaches } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Route } from '../../model/route.ts'
import {
  changeDestination,
  createDestination,
  type DestinationInput,
  deleteDestination,
  type NewDestination,
  withSecret,
} from '../../setup/destination.ts'
import type { AddressInput } from '../../setup/destination-address.ts'
import { forEach } from '../../setup/each.ts'
import { mapInSlices } from '../../setup/in-slices.ts'
import { made } from '../../setup/made.ts'
import { warningsOf } from '../../setup/secret-warnings.ts'
import type { DestinationJson } from '../answers/destination.ts'
import { destinationChangeSchema, destinationInputSchema } from '../shapes/destination-input.ts'
import { destinationSchemaOf, showDestination } from '../shapes/destination-json.ts'
import { isThere, type PageQuery, pageBy, pageFields, pageOf } from '../shapes/list.ts'
import { mostBytesAtOnce, mostValuesAtOnce, oneOrMany, oneOrManyAnswer } from '../shapes/one-or-many.ts'
import { showRoute } from '../shapes/route-json.ts'
import type { ApiContext } from './context.ts'
import { findDestination } from './find.ts'
import { onlyIfMatch } from './only-if.ts'
import { type Operation, operation } from './operation.ts'
import { sendWhatMayGo } from './send-what-may-go.ts'

const destinationQuery: z.ZodType<PageQuery & { tenant?: string | undefined }, unknown> = z.strictObject({
  ...pageFields,
  tenant: z.string().max(128).optional().meta({ description: 'Those of one tenant.' }),
})

/** `/destinations`: where events go. */
export function destinationOperations(context: ApiContext): readonly Operation[] {
  const { transports } = context
  const destinationSchema = destinationSchemaOf(transports)
  const configuration = (): Configuration => context.live.current().configuration
  const showAll = async (
    destinations: readonly Destination[],
    at: Configuration,
  ): Promise<DestinationJson[]> => {
    const kept = await context.journal.healths(destinations.map(({ number }) => number))
    return await mapInSlices(destinations, (one) => showDestination(one, at, kept.get(one.number), context))
  }
  const show = async (destination: Destination, at: Configuration): Promise<DestinationJson> =>
    showDestination(
      destination,
      at,
      (await context.journal.healths([destination.number])).get(destination.number),
      context,
    )
  /** With what is in the answer that makes it alone: its secret, what is doubtful about one that was given, its routes. */
  const asMade = (
    destination: Destination,
    at: Configuration,
    asked: DestinationInput | undefined,
    { secret }: NewDestination,
    routes: readonly Route[] = [],
  ): DestinationJson => ({
    // Nothing was sent to it yet: nothing of its health is kept.
    ...showDestination(destination, at, undefined, context),
    ...(secret !== null && { secret }),
    ...(asked?.secret !== undefined && warningsOf(context.live.catalog, asked.scheme, [asked.secret])),
    ...(asked?.routes && { routes: routes.map((route) => showRoute(route, at, context.seal)) }),
  })
  return [
    operation({
      method: 'get',
      path: '/destinations',
      id: 'listDestinations',
      summary: 'List destinations',
      action: 'destinations.read',
      limited: true,
      query: destinationQuery,
      status: 200,
      answer: pageOf(destinationSchema),
      codes: ['ERR_CURSOR'],
      async handle({ query, identity }) {
        const now = configuration()
        const { tenant } = query
        const listed = (from: number): Iterable<Destination> =>
          tenant === undefined
            ? now.destinations.from(from)
            : now.destinations.all('tenant', tenant).filter(({ number }) => number >= from)
        const { items, next } = pageBy(
          'destinations',
          listed,
          ({ number }) => number,
          query,
          (one) => isThere(one) && reaches(identity.may, 'destinations', one.id),
        )
        return { items: await showAll(items, now), next }
      },
    }),
    operation({
      method: 'post',
      path: '/destinations',
      id: 'createDestination',
      summary:
        'Create a destination, with `routes` to it, or with `destinations` up to a thousand in one commit; the answer shows their secrets, once',
      action: 'destinations.write',
      body: oneOrMany('destinations', destinationInputSchema(transports)),
      maxBytes: mostBytesAtOnce,
      mostValues: mostValuesAtOnce,
      once: true,
      status: 201,
      answer: oneOrManyAnswer(destinationSchema),
      codes: [
        'ERR_CONFLICT',
        'ERR_DESTINATION_URL',
        'ERR_DESTINATION_PRIVATE',
        'ERR_SCHEME_UNKNOWN',
        'ERR_SCHEME_CANNOT_SIGN',
        'ERR_SECRET_NEEDED',
        'ERR_SECRET_NOT_WANTED',
        'ERR_FILTER',
        'ERR_NOT_FOUND',
        'ERR_CYCLE',
      ],
      async handle({ body, identity, act }) {
        const setup = context.setup.by(act)
        if (!Array.isArray(body)) {
          refuseBeyond(body, identity)
          const input = withSecret(body, setup.context())
          const { change, after } = await setup.run(createDestination, input)
          const now = after.configuration
          return asMade(findDestination(now, input.name), now, body, input, change.routes)
        }
        refuseManyRoutes(body)
        forEach('/destinations', body, (one) => refuseBeyond(one, identity))
        const given = setup.context()
        const inputs = await mapInSlices(body, (one) => withSecret(one, given))
        const all = { list: '/destinations', command: createDestination, inputs }
        const { change, after } = await setup.runEach(all)
        const now = after.configuration
        const routes = grouped(change.routes ?? [], ({ destination }) => destination)
        const items = await mapInSlices(inputs, (input, at) => {
          const found = findDestination(now, input.name)
          return asMade(found, now, body[at], input, routes.get(found.id))
        })
        return { items }
      },
    }),
    operation({
      method: 'get',
      path: '/destinations/{destination}',
      id: 'getDestination',
      summary: 'Show a destination',
      action: 'destinations.read',
      limited: true,
      tagged: true,
      status: 200,
      answer: destinationSchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params }) => {
        const now = configuration()
        return await show(findDestination(now, params.destination), now)
      },
    }),
    operation({
      method: 'patch',
      path: '/destinations/{destination}',
      id: 'changeDestination',
      summary:
        'Change a destination, pause it or resume it; another address resumes one that was disabled. What waits for one that is resumed, or reached in another way, goes at once',
      action: 'destinations.write',
      limited: true,
      body: destinationChangeSchema(transports),
      tagged: true,
      status: 200,
      answer: destinationSchema,
      codes: [
        'ERR_NOT_FOUND',
        'ERR_CHANGED',
        'ERR_CONFLICT',
        'ERR_DESTINATION_URL',
        'ERR_DESTINATION_PRIVATE',
        'ERR_DESTINATION_BUSY',
        'ERR_FILTER',
        'ERR_CYCLE',
      ],
      async handle({ params, body, identity, act, headers }) {
        refuseBeyond(body, identity)
        const destination = params.destination ?? ''
        const only = onlyIfMatch(headers, context.seal, (now) => now.destination(destination))
        const done = await context.setup.by(act).run(changeDestination, { destination, change: body }, only)
        const { configuration: after } = done.after
        const now = findDestination(after, made(done.change.destinations).id)
        const [shown] = await Promise.all([show(now, after), sendWhatMayGo(context, done)])
        return shown
      },
    }),
    operation({
      method: 'delete',
      path: '/destinations/{destination}',
      id: 'deleteDestination',
      summary: 'Delete a destination: what still waits for it is discarded',
      action: 'destinations.write',
      limited: true,
      tagged: true,
      status: 204,
      codes: ['ERR_NOT_FOUND', 'ERR_CHANGED'],
      async handle({ params, act, headers }) {
        const destination = params.destination ?? ''
        const only = onlyIfMatch(headers, context.seal, (now) => now.destination(destination))
        await context.setup.by(act).run(deleteDestination, { destination }, only)
        return undefined
      },
    }),
  ]
}

type WithRoutes = Pick<DestinationInput, 'routes'>

/** What lies inside may be reached where an operator says so, and routes are made by who may: throws ERR_SCOPE. */
function refuseBeyond({ beside, to, routes }: AddressInput & WithRoutes, identity: Identity): void {
  const inside = [beside, to].some((address) => address?.allowPrivate === true)
  if (inside && !isOperator(identity))
    throw new Refusal('ERR_SCOPE', '`allowPrivate` is for those who may do everything.')
  if (routes !== undefined && !identity.may.actions.has('routes.write'))
    throw new Refusal('ERR_SCOPE', '`routes` takes the action routes.write.')
}

/** Routes of one commit are bounded, as destinations are. Throws ERR_INPUT. */
function refuseManyRoutes(asked: readonly WithRoutes[]): void {
  const { most } = bounds.routesAtOnce
  if (asked.reduce((sum, { routes = [] }) => sum + routes.length, 0) <= most) return
  const message = `must have at most ${most} routes in all`
  throw new Refusal('ERR_INPUT', `/destinations: ${message}`, [{ at: '/destinations', message }])
}
