import { z } from 'zod'
import { longestFilter } from '../../configuration/filter.ts'
import { recordOf } from '../../configuration/record-of.ts'
import { bounds, longestSecret, rates } from '../../model/bounds.ts'
import { type Address, pullKind } from '../../model/destination.ts'
import { isGatewayHeader } from '../../model/gateway-headers.ts'
import type { DeclaredDestination } from '../../setup/declared.ts'
import type { DestinationChange, DestinationInput } from '../../setup/destination.ts'
import { type AddressInput, besideOf } from '../../setup/destination-address.ts'
import type { Transports } from '../../transports/transports.ts'
import { nameSchema, schemeRefSchema, tenantSchema, typeSchema } from './names.ts'
import { filterSchema, routeToNewSchema } from './route-input.ts'
import { whole } from './whole.ts'

// They would be kept unsealed and shown to whoever may read a destination.
const credentialHeaders = /^(authorization|cookie)$/

const headersSchema = recordOf(
  z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, 'must be a header name')
    .refine((name) => !isGatewayHeader(name), 'is a header that the gateway sets itself')
    .refine(
      (name) => !credentialHeaders.test(name.toLowerCase()),
      'carries a credential, which a destination does not keep; its deliveries are signed instead',
    ),
  z.string().regex(/^[\x20-\x7e]{0,1024}$/, 'must be up to 1024 visible ASCII characters'),
).refine((headers) => Object.keys(headers).length <= 20, 'must be at most 20 headers')

const day = 86_400_000

const fields = {
  headers: headersSchema.optional(),
  paused: z.boolean().optional().meta({ description: 'A paused destination’s deliveries wait.' }),
  retryScheduleMs: z
    .array(
      z
        .int()
        .min(0)
        .max(7 * day),
    )
    .max(50)
    .optional(),
  timeoutMs: whole(bounds.attemptMs).optional(),
  concurrency: whole(bounds.concurrency).optional(),
  shards: whole(bounds.shards).optional().meta({
    description: 'Parts that gateways on one database share: so many of them send to it at once.',
  }),
  ratePerSecond: z.number().positive().max(rates.delivery.most).nullable().optional(),
  tenant: tenantSchema.nullable().optional().meta({
    description: 'Whose it is: events published for this tenant reach it without a route. null: nobody’s.',
  }),
  types: z.array(typeSchema).max(100).optional().meta({
    description: 'The types that it takes: exact, or ended by `.*` (`order.*`). Empty: all.',
  }),
  order: z
    .strictObject({
      key: z
        .string()
        .max(longestFilter)
        .meta({ description: 'A CEL expression over the event: json.data.roomId' }),
      whenDead: z.enum(['skip', 'block']).default('skip'),
    })
    .nullable()
    .optional()
    .meta({ description: 'Deliveries with the same key go one at a time, in the order of their events.' }),
}

const to: z.ZodType<Address> = recordOf(z.string().max(64), z.json()).meta({
  description: 'Where it is, in the form of its kind; for those beside push and pull.',
})

/** The body that makes a destination. */
export function destinationInputSchema(transports: Transports): z.ZodType<DestinationInput, unknown> {
  const asked = z.strictObject({
    name: nameSchema,
    scheme: schemeRefSchema.default('standard-webhooks'),
    routes: routesOf(routeToNewSchema).meta({
      description: 'Routes that lead to it, made in the same commit. Takes the action routes.write, too.',
    }),
    ...madeFields(transports),
    ...changeFields(transports),
  })
  return asked.transform((body) => withAddress(transports, body)) as z.ZodType<DestinationInput, unknown>
}

/** The body that changes a destination. */
export function destinationChangeSchema(transports: Transports): z.ZodType<DestinationChange, unknown> {
  const asked = z.strictObject({ name: nameSchema.optional(), ...changeFields(transports) })
  return asked.transform((body) => withAddress(transports, body)) as z.ZodType<DestinationChange, unknown>
}

/** A destination that is wanted. */
export function declaredDestinationSchema(transports: Transports): z.ZodType<DeclaredDestination, unknown> {
  const asked = z.strictObject({
    name: nameSchema,
    scheme: schemeRefSchema.optional(),
    routes: routesOf(declaredRouteTo).meta({
      description:
        'Routes that lead to it, as if they stood among `routes`. With ?prune=true others to it are removed.',
    }),
    ...madeFields(transports),
    ...changeFields(transports),
  })
  return asked.transform((body) => withAddress(transports, body)) as z.ZodType<DeclaredDestination, unknown>
}

const declaredRouteTo = z.strictObject({
  source: z.string().max(100).meta({ description: 'By name.' }),
  filter: filterSchema.optional(),
})

function routesOf<Route extends z.ZodType>(route: Route): z.ZodOptional<z.ZodArray<Route>> {
  return z.array(route).max(bounds.routesOfOne.most).optional()
}

/** What is chosen when a destination is made. */
function madeFields({ first, others }: Transports) {
  return {
    kind: z
      .enum([first.name, pullKind, ...others.map(({ name }) => name)])
      .optional()
      .meta({
        description: `Absent: ${first.name}. pull: it has no address; an application asks for its deliveries. Does not change later.`,
      }),
    secret: z.string().max(longestSecret).optional().meta({ description: 'Absent: one is made.' }),
    unsigned: z
      .boolean()
      .optional()
      .meta({ description: 'It has no secret, and its deliveries no signature.' }),
  }
}

/** What may be said at any time. */
function changeFields({ first, others }: Transports) {
  return { ...first.fields, ...(others.length > 0 && { to: to.optional() }), ...fields }
}

/** Takes the fields of the first kind together, as its address. */
function withAddress<Body extends object>(transports: Transports, body: Body): Body & AddressInput {
  const beside = besideOf(transports, body)
  const rest = Object.entries(body).filter(([name]) => !Object.hasOwn(beside, name))
  return { ...(Object.fromEntries(rest) as Body), beside }
}
