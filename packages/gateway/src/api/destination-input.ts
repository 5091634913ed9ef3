import { z } from 'zod'
import { type Address, type DeliveryOrder, type DeliveryPolicy, pullKind } from '../model/destination.ts'
import type { Transports } from '../transports/transports.ts'
import { checkOrderKey } from './check-filter.ts'
import { type AddressInput, besideOf } from './destination-address.ts'
import { nameSchema, schemeNameSchema, tenantSchema, typeSchema } from './names.ts'

/** What may be said of a destination when it is made or changed. */
export interface DestinationChange extends AddressInput {
  readonly name?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly paused?: boolean | undefined
  readonly retryScheduleMs?: number[] | undefined
  readonly timeoutMs?: number | undefined
  readonly concurrency?: number | undefined
  readonly shards?: number | undefined
  readonly ratePerSecond?: number | null | undefined
  readonly order?: DeliveryOrder | null | undefined
  readonly tenant?: string | null | undefined
  readonly types?: string[] | undefined
}

/** A new destination. */
export interface DestinationInput extends Omit<DestinationChange, 'name'> {
  readonly name: string
  /** Absent: the first. */
  readonly kind?: string | undefined
  readonly scheme: string
  readonly secret?: string | undefined
  readonly unsigned?: boolean | undefined
}

// The gateway's own, those of the connection, and those that belong to one hop (RFC 9110, section 7.6.1).
const refusedHeaders =
  /^(webhook-.*|countersign-.*|content-.*|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|x-forwarded-.*|forwarded)$/

// They would be kept unsealed and shown to whoever may read a destination.
const credentialHeaders = /^(authorization|cookie)$/

const headersSchema = z
  .record(
    z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, 'must be a header name')
      .refine((name) => !refusedHeaders.test(name.toLowerCase()), 'is a header that the gateway sets itself')
      .refine(
        (name) => !credentialHeaders.test(name.toLowerCase()),
        'carries a credential, which a destination does not keep; its deliveries are signed instead',
      ),
    z.string().regex(/^[\x20-\x7e]{0,1024}$/, 'must be up to 1024 visible ASCII characters'),
  )
  .refine((headers) => Object.keys(headers).length <= 20, 'must be at most 20 headers')

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
  timeoutMs: z.int().min(100).max(120_000).optional(),
  concurrency: z.int().min(1).max(1000).optional(),
  shards: z.int().min(1).max(64).optional().meta({
    description: 'Parts that gateways on one database share: so many of them send to it at once.',
  }),
  ratePerSecond: z.number().positive().max(100_000).nullable().optional(),
  tenant: tenantSchema.nullable().optional().meta({
    description: 'Whose it is: events published for this tenant reach it without a route. null: nobody’s.',
  }),
  types: z.array(typeSchema).max(100).optional().meta({
    description: 'The types that it takes: exact, or ended by `.*` (`order.*`). Empty: all.',
  }),
  order: z
    .strictObject({
      key: z.string().max(4096).meta({ description: 'A CEL expression over the event: json.data.roomId' }),
      whenDead: z.enum(['skip', 'block']).default('skip'),
    })
    .nullable()
    .optional()
    .meta({ description: 'Deliveries with the same key go one at a time, in the order of their events.' }),
}

const to: z.ZodType<Address> = z.record(z.string().max(64), z.json()).meta({
  description: 'Where it is, in the form of its kind; for those beside push and pull.',
})

/** The body that makes a destination. */
export function destinationInputSchema(transports: Transports): z.ZodType<DestinationInput, unknown> {
  const { first, others } = transports
  const asked = z.strictObject({
    name: nameSchema,
    kind: z
      .enum([first.name, pullKind, ...others.map(({ name }) => name)])
      .default(first.name)
      .meta({
        description:
          'pull: it has no address; an application asks for its deliveries. Does not change later.',
      }),
    ...first.fields,
    ...(others.length > 0 && { to: to.optional() }),
    scheme: schemeNameSchema.default('standard-webhooks'),
    secret: z.string().max(8192).optional().meta({ description: 'Absent: one is made.' }),
    unsigned: z
      .boolean()
      .optional()
      .meta({ description: 'It has no secret, and its deliveries no signature.' }),
    ...fields,
  })
  return asked.transform((body) => withAddress(transports, body)) as z.ZodType<DestinationInput, unknown>
}

/** The body that changes a destination. */
export function destinationChangeSchema(transports: Transports): z.ZodType<DestinationChange, unknown> {
  const { first, others } = transports
  const asked = z.strictObject({
    name: nameSchema.optional(),
    ...first.fields,
    ...(others.length > 0 && { to: to.optional() }),
    ...fields,
  })
  return asked.transform((body) => withAddress(transports, body)) as z.ZodType<DestinationChange, unknown>
}

function withAddress<Body extends object>(transports: Transports, body: Body): Body & AddressInput {
  return { ...body, beside: besideOf(transports, body) }
}

/** The policy with what the change says of it. Throws ERR_FILTER where the order's key does not compile. */
export function changeDeliveryPolicy(policy: DeliveryPolicy, change: DestinationChange): DeliveryPolicy {
  if (change.order) checkOrderKey(change.order.key)
  return {
    retryScheduleMs: change.retryScheduleMs ?? policy.retryScheduleMs,
    timeoutMs: change.timeoutMs ?? policy.timeoutMs,
    concurrency: change.concurrency ?? policy.concurrency,
    ratePerSecond: change.ratePerSecond === undefined ? policy.ratePerSecond : change.ratePerSecond,
    order: change.order === undefined ? (policy.order ?? null) : change.order,
    shards: change.shards ?? policy.shards ?? 1,
  }
}
