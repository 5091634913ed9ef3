import { z } from 'zod'
import { carryOut } from '../../connect/carry-out.ts'
import { bounds } from '../../model/bounds.ts'
import { isOperator } from '../../model/identity.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Declared } from '../../setup/declared.ts'
import { refuseMisshapen } from '../../setup/formed.ts'
import { standingOf } from '../../setup/standing.ts'
import { exportSchema, showExport } from '../shapes/export-json.ts'
import { formedOf } from '../shapes/formed.ts'
import { nameSchema } from '../shapes/names.ts'
import { planInputSchema, planItemSchemas } from '../shapes/plan-input.ts'
import { planSchema, showPlan } from '../shapes/plan-json.ts'
import { wholeText } from '../shapes/whole.ts'
import { checkPublicUrl, providerCodes } from './connection.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'
import { sendWhatMayGo } from './send-what-may-go.ts'

const planQuery: z.ZodType<
  {
    apply: boolean
    prune: boolean
    assumeReachable: boolean
    overlapSeconds: number
    manager?: string | undefined
  },
  unknown
> = z.strictObject({
  apply: flag('Carries the plan out, in one commit.'),
  prune: flag('Removes what is not wanted, of the lists that are given; what belongs to connections stays.'),
  assumeReachable: flag(
    'Does not ask the public URL whether it leads here, where connections are to be made.',
  ),
  overlapSeconds: wholeText(bounds.planOverlapSeconds).default(bounds.planOverlapSeconds.usual).meta({
    description:
      'How long a secret that is no more wanted is good for beside its successor. Default: 0, it ends at once.',
  }),
  manager: nameSchema.optional().meta({
    description:
      'Whose files declare what is wanted: shown on it as `managedBy`, and `drifted` once it was changed another way.',
  }),
})

/** Tens of thousands of destinations with their routes, and no more than one commit should carry. */
const maxPlanBytes = 16 * 1024 * 1024

/** `/plan`: what stands as a wanted whole, and from a wanted whole to the change that leads there. */
export function planOperations(context: ApiContext): readonly Operation[] {
  return [showSetup(context), planSetup(context)]
}

function showSetup(context: ApiContext): Operation {
  return operation({
    method: 'get',
    path: '/plan',
    id: 'exportSetup',
    summary:
      'Show what is set up as a wanted whole, in one answer; of secrets their ids and ends. A plan of it changes nothing',
    action: 'plan.write',
    status: 200,
    answer: exportSchema,
    codes: [],
    handle: async () => showExport(standingOf(context.live.current().configuration), context.live.catalog),
  })
}

function planSetup(context: ApiContext): Operation {
  const items = planItemSchemas(context.transports)
  return operation({
    method: 'post',
    path: '/plan',
    id: 'planSetup',
    summary:
      'Plan the way from what is set up to what is wanted, and go it with ?apply=true: sources, destinations, routes and connections by name; what is left out stays as it is',
    action: 'plan.write',
    query: planQuery,
    body: z.unknown(),
    documentedBody: planInputSchema(context.transports),
    maxBytes: maxPlanBytes,
    mostValues: null,
    status: 200,
    answer: planSchema,
    codes: [
      ...([
        'ERR_PLAN',
        'ERR_PLANS_TOO_MANY',
        'ERR_CONFLICT',
        'ERR_DESTINATION_BUSY',
        'ERR_PUBLIC_URL',
      ] as const),
      ...providerCodes,
    ],
    async handle({
      query: { apply, prune, assumeReachable, overlapSeconds, manager },
      body: given,
      identity,
      act,
    }) {
      const options = { prune, overlapMs: overlapSeconds * 1000, manager: manager ?? null }
      if (apply && !isOperator(identity))
        throw new Refusal('ERR_SCOPE', 'A plan is carried out by those who may do everything.')
      const formed = await formedOf(items, given)
      const { wanted } = formed
      if (formed.faults.length > 0)
        await refuseMisshapen(formed, (rest) => context.setup.plan(rest, { ...options, prune: false }))
      if (!apply) {
        const { steps } = await context.setup.plan(wanted, options)
        return showPlan(steps, false, [])
      }
      // Before anything is changed: without an address that providers reach none of the connections could be made.
      if (makesConnections(wanted, context)) await checkPublicUrl(context, assumeReachable)
      const done = await context.setup.by(act).apply(wanted, options)
      await sendWhatMayGo(context, done)
      await carryOut(context.connections, done.plan.connections, act)
      return showPlan(done.plan.steps, true, done.plan.made)
    },
  })
}

function makesConnections({ connections = [] }: Declared, { live }: Pick<ApiContext, 'live'>): boolean {
  const now = standingOf(live.current().configuration)
  return connections.some(({ name }) => now.connectionOf(now.source(name)?.id ?? '') === undefined)
}

function flag(description: string): z.ZodType<boolean, unknown> {
  return z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description })
}
