import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Busy, DestinationBusy } from '../journal/errors.ts'
import type { Configuration } from '../model/configuration.ts'
import { type Destination, pullKind } from '../model/destination.ts'
import { pauseAfter } from '../model/pause.ts'
import type { ApiContext } from './context.ts'
import { createDestination } from './create-destination.ts'
import { addressChange, addressOf } from './destination-address.ts'
import {
  changeDeliveryPolicy,
  type DestinationChange,
  destinationChangeSchema,
  destinationInputSchema,
} from './destination-input.ts'
import { type DestinationJson, destinationSchemaOf, showDestination } from './destination-json.ts'
import { findDestination } from './find.ts'
import { isThere, type PageQuery, pageBy, pageFields, pageOf } from './list.ts'
import { type Operation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { refusePushFields } from './pull-destination.ts'
import { warningsOf } from './secret-warnings.ts'
import { sendAllNow } from './send-now.ts'

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
    return destinations.map((one) => showDestination(one, at, kept.get(one.number), transports))
  }
  const show = async (destination: Destination, at: Configuration): Promise<DestinationJson> =>
    showDestination(
      destination,
      at,
      (await context.journal.healths([destination.number])).get(destination.number),
      transports,
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
        const listed = (from: number): Iterable<Destination> =>
          tenant === undefined
            ? now.destinations.from(from)
            : now.destinations.all('tenant', tenant).filter(({ number }) => number >= from)
        const { items, next } = pageBy('destinations', listed, ({ number }) => number, query, isThere)
        return { items: await showAll(items, now), next }
      },
    }),
    operation({
      method: 'post',
      path: '/destinations',
      id: 'createDestination',
      summary: 'Create a destination; the answer shows its secret, once',
      scope: 'operator',
      body: destinationInputSchema(transports),
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
        const { seal, now } = context
        const { destination, change, secret } = createDestination(body, { seal, transports, now: now() })
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
      summary:
        'Change a destination, pause it or resume it; another address resumes one that was disabled. What waits for one that is resumed, or reached in another way, goes at once',
      scope: 'operator',
      body: destinationChangeSchema(transports),
      status: 200,
      answer: destinationSchema,
      codes: [
        'ERR_NOT_FOUND',
        'ERR_CONFLICT',
        'ERR_DESTINATION_URL',
        'ERR_DESTINATION_PRIVATE',
        'ERR_DESTINATION_BUSY',
        'ERR_FILTER',
      ],
      async handle({ params, body }) {
        const had: Destination[] = []
        const { configuration: after } = await context
          .change((before) => {
            const old = findDestination(before, params.destination)
            had[0] = old
            const to = addressOf(transports, old.kind ?? transports.first.name, body, old.to)
            const { moved, mended } = addressChange(transports, old, to)
            const changed = {
              ...old,
              name: body.name ?? old.name,
              to,
              headers: body.headers ?? old.headers,
              policy: changeDeliveryPolicy(old.policy, body),
              tenant: body.tenant === undefined ? (old.tenant ?? null) : body.tenant,
              types: body.types ?? old.types ?? [],
              ...pauseAfter(
                old,
                { paused: body.paused, moved, mended: mended || isMended(old, body) },
                context.now(),
              ),
            }
            if (old.kind === pullKind) refusePushFields(body)
            // What waits was queued for its tenant of before.
            const idle = changed.tenant === (old.tenant ?? null) ? [] : [old.id]
            return { destinations: [changed], idle }
          })
          .catch((error: unknown) => {
            throw error instanceof DestinationBusy ? busyProblem(error.busy, had[0]?.name) : error
          })
        const now = findDestination(after, had[0]?.id)
        if ((now.resumedAt ?? 0) !== (had[0]?.resumedAt ?? 0) && now.paused === null)
          await sendAllNow(context, now)
        return await show(now, after)
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
          const secrets = before.secrets.all('owner', destination.id)
          const routes = before.routes.all('destination', destination.id)
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

/** Whether a change bears on whether deliveries get through, beside the address. */
function isMended(old: Destination, { headers }: DestinationChange): boolean {
  return headers !== undefined && !isDeepStrictEqual(headers, old.headers)
}

function busyProblem({ waiting, dead, replays }: Busy, name = ''): Problem {
  const discard = (state: string): string =>
    `countersign delivery discard-many --state ${state} --destination ${name} --reason 'it is another tenant’s now'`
  const parts = [
    ...(waiting > 0
      ? [`${waiting} deliveries wait for ${name}: ${discard('pending')}, and with --state undecided`]
      : []),
    ...(dead > 0 ? [`${dead} are dead and may be retried: ${discard('dead')}`] : []),
    ...(replays > 0 ? [`${replays} replays to it have not ended: countersign replay cancel ID`] : []),
  ]
  return new Problem('ERR_DESTINATION_BUSY', `${parts.join('; ')}.`)
}
