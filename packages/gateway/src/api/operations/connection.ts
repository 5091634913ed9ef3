import { z } from 'zod'
import { type ConnectionInput, checkedApi } from '../../connect/prepare.ts'
import { providerKind } from '../../connect/providers.ts'
import { whyUnreachable } from '../../connect/reach.ts'
import { judgeTarget } from '../../connect/target-url.ts'
import { bounds } from '../../model/bounds.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Connection } from '../../model/connection.ts'
import { isOperator } from '../../model/identity.ts'
import { Refusal } from '../../model/refusal.ts'
import { checkFilter } from '../../setup/check-filter.ts'
import type { ConnectionJson } from '../answers/connection.ts'
import { connectionInputSchema, moveInputSchema } from '../shapes/connection-input.ts'
import { connectionSchema, madeConnectionSchema, showConnection } from '../shapes/connection-json.ts'
import { pageByAge, pageOf, pageQuery } from '../shapes/list.ts'
import { momentSchema } from '../shapes/times.ts'
import { whole } from '../shapes/whole.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'

export const providerCodes = [
  'ERR_PROVIDER_TOKEN',
  'ERR_PROVIDER_SCOPE',
  'ERR_PROVIDER_UNREACHABLE',
  'ERR_PROVIDER_RATE_LIMITED',
  'ERR_PROVIDER_FAILED',
  'ERR_PROVIDER_ANSWER',
  'ERR_PROVIDER_NOT_FOUND',
  'ERR_PROVIDER_REFUSED',
] as const

const rotateInput: z.ZodType<{ overlapSeconds: number }, unknown> = z.strictObject({
  overlapSeconds: whole(bounds.rotationSeconds)
    .default(bounds.rotationSeconds.usual)
    .meta({ description: 'How long the old secret stays good.' }),
})

const backfillInput: z.ZodType<{ from: number; to?: number | undefined }, unknown> = z.strictObject({
  from: momentSchema,
  to: momentSchema.optional(),
})

const backfilledSchema: z.ZodType<{ found: number; added: number; beyondReach: readonly string[] }> = z
  .object({
    found: z.int().meta({ description: 'Things that the provider still shows.' }),
    added: z.int().meta({ description: 'Of these, not come before and now let in.' }),
    beyondReach: z.array(z.string()).readonly().meta({ description: 'What nobody can fetch.' }),
  })
  .meta({ id: 'Backfilled' })

const forceQuery: z.ZodType<{ force: boolean }, unknown> = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Removes our side even where the provider cannot be asked.' }),
})

/** `/connections`: webhooks that the gateway makes at providers, watches and wakes. */
export function connectionOperations(context: ApiContext): readonly Operation[] {
  const configuration = (): Configuration => context.live.current().configuration
  const show = async (connection: Connection): Promise<ConnectionJson> =>
    showConnection(
      connection,
      configuration(),
      (await context.connections.states()).get(connection.id),
      context.publicUrl,
    )
  const one = { action: 'connections.write', status: 200, answer: connectionSchema } as const
  return [
    operation({
      method: 'get',
      path: '/connections',
      id: 'listConnections',
      summary: 'List connections to providers',
      action: 'connections.read',
      query: pageQuery,
      status: 200,
      answer: pageOf(connectionSchema),
      codes: ['ERR_CURSOR'],
      async handle({ query }) {
        const now = configuration()
        const states = await context.connections.states()
        const { items, next } = pageByAge('connections', now.connections, query)
        return {
          items: items.map((item) => showConnection(item, now, states.get(item.id), context.publicUrl)),
          next,
        }
      },
    }),
    operation({
      method: 'post',
      path: '/connections',
      id: 'createConnection',
      summary: 'Make or adopt a webhook at a provider, with a source, and watch it',
      action: 'connections.write',
      body: connectionInputSchema,
      once: true,
      status: 201,
      answer: madeConnectionSchema,
      codes: [
        'ERR_CONFLICT',
        'ERR_NOT_FOUND',
        'ERR_FILTER',
        'ERR_PUBLIC_URL',
        'ERR_DESTINATION_URL',
        ...providerCodes,
      ],
      async handle({ body, identity, act }) {
        // The destination that it makes may lie inside.
        if (body.forward !== undefined && !isOperator(identity))
          throw new Refusal('ERR_SCOPE', '`forward` is for those who may do everything.')
        checkFilter(body.filter ?? null)
        if (body.address !== undefined && !isOperator(identity))
          throw new Refusal('ERR_SCOPE', '`address` is for those who may do everything.')
        // Calls to it go wherever it leads, inside too, and what it says is told.
        if (!isUsualApi(body) && !isOperator(identity))
          throw new Refusal('ERR_SCOPE', '`api` is for those who may do everything.')
        const { address: publicUrl = context.publicUrl } = body
        const warnings = await checkPublicUrl({ ...context, publicUrl }, body.assumeReachable)
        const { connection, destinationSecret } = await context.connections.connect(body, act)
        return { ...(await show(connection)), warnings, destinationSecret }
      },
    }),
    operation({
      method: 'get',
      path: '/connections/{connection}',
      id: 'getConnection',
      summary: 'Show a connection and what the last look at it saw',
      ...one,
      action: 'connections.read',
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params }) => show(findConnection(configuration(), params.connection)),
    }),
    operation({
      method: 'delete',
      path: '/connections/{connection}',
      id: 'deleteConnection',
      summary: 'Disconnect: delete the webhook at the provider, then the source',
      action: 'connections.write',
      query: forceQuery,
      status: 204,
      codes: ['ERR_NOT_FOUND', ...providerCodes],
      async handle({ params, query, act }) {
        await context.connections.disconnect(
          findConnection(configuration(), params.connection),
          query.force,
          act,
        )
        return undefined
      },
    }),
    operation({
      method: 'post',
      path: '/connections/{connection}/check',
      id: 'checkConnection',
      summary: 'Look at the webhook now, and do what the look asks for',
      ...one,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params }) {
        const connection = findConnection(configuration(), params.connection)
        await context.connections.look(connection)
        return show(findConnection(configuration(), connection.id))
      },
    }),
    operation({
      method: 'post',
      path: '/connections/{connection}/repair',
      id: 'repairConnection',
      summary: 'Write the webhook anew, or make another where someone deleted it',
      ...one,
      codes: ['ERR_NOT_FOUND', 'ERR_CONNECTION_UNFINISHED', ...providerCodes],
      async handle({ params, act }) {
        const connection = findConnection(configuration(), params.connection)
        // The provider is written to: it may be all that changes.
        await context.journal.by(act, context.now()).note({})
        await context.connections.repair(connection, act)
        return show(findConnection(configuration(), connection.id))
      },
    }),
    operation({
      method: 'post',
      path: '/connections/{connection}/move',
      id: 'moveConnection',
      summary: 'Have the provider send to another address that leads here, such as a tunnel’s',
      ...one,
      body: moveInputSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_CONNECTION_UNFINISHED', 'ERR_PUBLIC_URL', ...providerCodes],
      async handle({ params, body: { address, assumeReachable }, identity, act }) {
        // Events go there, wherever it leads.
        if (!isOperator(identity))
          throw new Refusal('ERR_SCOPE', 'A connection is moved by those who may do everything.')
        const connection = findConnection(configuration(), params.connection)
        const publicUrl = address?.replace(/\/+$/, '') ?? context.publicUrl
        await checkPublicUrl({ ...context, publicUrl }, assumeReachable)
        await context.connections.move(connection, address === null ? null : publicUrl, act)
        return show(findConnection(configuration(), connection.id))
      },
    }),
    operation({
      method: 'post',
      path: '/connections/{connection}/rotate',
      id: 'rotateConnection',
      summary: 'Give the webhook a new secret; the old one stays good for a while',
      ...one,
      body: rotateInput,
      codes: ['ERR_NOT_FOUND', 'ERR_CONNECTION_UNFINISHED', ...providerCodes],
      async handle({ params, body, act }) {
        const connection = findConnection(configuration(), params.connection)
        await context.connections.rotate(connection, body.overlapSeconds * 1000, act)
        return show(findConnection(configuration(), connection.id))
      },
    }),
    operation({
      method: 'post',
      path: '/connections/{connection}/backfill',
      id: 'backfillConnection',
      summary: 'Fetch what happened in a stretch of time, and let in what did not arrive',
      action: 'connections.write',
      body: backfillInput,
      status: 200,
      answer: backfilledSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_CONNECTION_UNFINISHED', ...providerCodes],
      async handle({ params, body, act }) {
        const gap = { from: body.from, to: body.to ?? context.now() }
        if (gap.from >= gap.to) throw new Refusal('ERR_INPUT', 'from: must lie before `to`.')
        const connection = findConnection(configuration(), params.connection)
        await context.journal.by({ ...act, asked: { ...gap } }, context.now()).note({})
        return await context.connections.backFill(connection, gap)
      },
    }),
  ]
}

/** Whether the provider's API is where the provider has it. Throws ERR_INPUT. */
function isUsualApi({ provider, api }: Pick<ConnectionInput, 'provider' | 'api'>): boolean {
  return api === undefined || checkedApi(api) === providerKind(provider).defaultApi
}

/** By its id, or the name or id of its source. */
function findConnection({ connections, sources }: Configuration, nameOrId = ''): Connection {
  const source = sources.one('name', nameOrId)?.id ?? nameOrId
  const found = connections.get(nameOrId) ?? connections.one('source', source)
  if (found === undefined)
    throw new Refusal('ERR_NOT_FOUND', `There is no connection "${String(nameOrId).slice(0, 100)}".`)
  return found
}

/**
 * What is odd about the address that providers are to send to; on this machine whatever it is, elsewhere that is refused:
 * throws ERR_PUBLIC_URL.
 */
export async function checkPublicUrl(
  { publicUrl, call }: Pick<ApiContext, 'publicUrl' | 'call'>,
  assumeReachable: boolean,
): Promise<readonly string[]> {
  const judged = judgeTarget(publicUrl)
  if (!judged.fit) throw new Refusal('ERR_PUBLIC_URL', judged.why)
  const unreachable = assumeReachable ? null : await whyUnreachable(publicUrl, call)
  if (unreachable !== null && judged.warning === null) throw new Refusal('ERR_PUBLIC_URL', unreachable)
  return [judged.warning, unreachable].filter((warning) => warning !== null)
}
