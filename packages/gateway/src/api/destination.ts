import { z } from 'zod'
import type { Configuration } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'
import { pauseAfter } from '../model/pause.ts'
import type { ApiContext } from './context.ts'
import { checkAddress, createDestination } from './create-destination.ts'
import { changeDeliveryPolicy, destinationChangeSchema, destinationInputSchema } from './destination-input.ts'
import { type DestinationJson, destinationSchema, showDestination } from './destination-json.ts'
import { findDestination } from './find.ts'
import { type PageQuery, pageBy, pageFields, pageOf } from './list.ts'
import { type Operation, operation } from './operation.ts'
import { refusePushFields } from './pull-destination.ts'
import { warningsOf } from './secret-warnings.ts'

const destinationQuery: z.ZodType<PageQuery & { tenant?: string | undefined }, unknown> = z.strictObject({
  ...pageFields,
  tenant: z.string().max(128).optional().meta({ description: 'Those of one tenant.' }),
})

/** `/destinations`: where events go. */
export function destinationOperations(context: ApiContext): readonly Operation[] {
  const configuration = (): Configuration => context.live.current().configuration
  const showAll = async (
    destinations: readonly Destination[],
    at: Configuration,
  ): Promise<DestinationJson[]> => {
    const kept = await context.journal.healths(destinations.map(({ number }) => number))
    return destinations.map((one) => showDestination(one, at, kept.get(one.number)))
  }
  const show = async (destination: Destination, at: Configuration): Promise<DestinationJson> =>
    showDestination(
      destination,
      at,
      (await context.journal.healths([destination.number])).get(destination.number),
    )
  return [
    operation({
      method: 'get',
      path: '/destinations',
      id: 'listDestinations',
      summary: 'List destinations',
      scope: 'read',
      query: destinationQuery,
      status: 200,
      answer: pageOf(destinationSchema),
      codes: ['ERR_CURSOR'],
      async handle({ query }) {
        const now = configuration()
        const { tenant } = query
        const listed = now.destinations.filter(
          (one) => one.deletedAt === null && (tenant === undefined || one.tenant === tenant),
        )
        const { items, next } = pageBy('destinations', listed, ({ number }) => number, query)
        return { items: await showAll(items, now), next }
      },
    }),
    operation({
      method: 'post',
      path: '/destinations',
      id: 'createDestination',
      summary: 'Create a destination; the answer shows its secret, once',
      scope: 'operator',
      body: destinationInputSchema,
      status: 201,
      answer: destinationSchema,
      codes: [
        'ERR_CONFLICT',
        'ERR_DESTINATION_URL',
        'ERR_DESTINATION_PRIVATE',
        'ERR_SCHEME_UNKNOWN',
        'ERR_SCHEME_CANNOT_SIGN',
        'ERR_SECRET_NOT_WANTED',
        'ERR_FILTER',
      ],
      async handle({ body }) {
        const { seal, egress, now } = context
        const { destination, change, secret } = createDestination(body, { seal, egress, now: now() })
        const { configuration: after } = await context.change(() => change)
        const shown = await show(findDestination(after, destination.id), after)
        const warnings = body.secret === undefined ? {} : warningsOf(body.scheme, [body.secret])
        return secret === null ? shown : { ...shown, secret, ...warnings }
      },
    }),
    operation({
      method: 'get',
      path: '/destinations/{destination}',
      id: 'getDestination',
      summary: 'Show a destination',
      scope: 'read',
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
      summary: 'Change a destination, pause it or resume it; another address resumes one that was disabled',
      scope: 'operator',
      body: destinationChangeSchema,
      status: 200,
      answer: destinationSchema,
      codes: [
        'ERR_NOT_FOUND',
        'ERR_CONFLICT',
        'ERR_DESTINATION_URL',
        'ERR_DESTINATION_PRIVATE',
        'ERR_FILTER',
      ],
      async handle({ params, body }) {
        let changed: Destination | undefined
        const { configuration: after } = await context.change((before) => {
          const old = findDestination(before, params.destination)
          changed = {
            ...old,
            name: body.name ?? old.name,
            url: body.url ?? old.url,
            allowPrivate: body.allowPrivate ?? old.allowPrivate,
            ca: body.ca === undefined ? (old.ca ?? null) : body.ca,
            headers: body.headers ?? old.headers,
            policy: changeDeliveryPolicy(old.policy, body),
            tenant: body.tenant === undefined ? (old.tenant ?? null) : body.tenant,
            types: body.types ?? old.types ?? [],
            ...pauseAfter(old, body, context.now()),
          }
          if (old.kind === 'pull') refusePushFields(body)
          else checkAddress(context.egress, changed.url, changed.allowPrivate)
          return { destinations: [changed] }
        })
        return await show(findDestination(after, changed?.id), after)
      },
    }),
    operation({
      method: 'delete',
      path: '/destinations/{destination}',
      id: 'deleteDestination',
      summary: 'Delete a destination: what still waits for it is discarded',
      scope: 'operator',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params }) {
        await context.change((before) => {
          const destination = findDestination(before, params.destination)
          const secrets = before.secrets.filter(({ owner }) => owner === destination.id)
          const routes = before.routes.filter((route) => route.destination === destination.id)
          return {
            destinations: [{ ...destination, deletedAt: context.now() }],
            remove: [...secrets, ...routes].map(({ id }) => id),
          }
        })
        return undefined
      },
    }),
  ]
}
