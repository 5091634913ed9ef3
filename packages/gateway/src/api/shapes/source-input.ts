import { z } from 'zod'
import { recordOf } from '../../configuration/record-of.ts'
import { bounds, rates } from '../../model/bounds.ts'
import { isGatewayHeader } from '../../model/gateway-headers.ts'
import type { SourceChange, SourceInput } from '../../setup/source.ts'
import { nameSchema, schemeRefSchema } from './names.ts'
import { givenSecretSchema } from './secret-schema.ts'
import { whole } from './whole.ts'

/** Where a value lies in JSON. */
const pathSchema = z
  .string()
  .max(200)
  .regex(
    /^[^.\s]+(\.[^.\s]+){0,19}$/,
    'must be names between dots, such as customer.email, items.*.phone or **.ssn',
  )
  .refine((path) => path.split('**').length <= 2, 'may have ** once')

/** What may be said of a source's policy. */
export const policyFields: {
  readonly [Field in Exclude<keyof SourceChange, 'state' | 'scheme'>]-?: z.ZodType<
    SourceChange[Field],
    unknown
  >
} = {
  params: recordOf(z.string().max(64), z.string().max(4096)).optional(),
  onMismatch: z.enum(['refuse', 'hold']).optional(),
  maxBodyBytes: whole(bounds.bodyBytes)
    .nullable()
    .optional()
    .meta({ description: 'The largest body; null: the gateway’s own limit, which no source may exceed.' }),
  ratePerSecond: z.number().positive().max(rates.source.most).nullable().optional(),
  toleranceSeconds: whole(bounds.toleranceSeconds).nullable().optional(),
  dropSameBytesWithinMs: z
    .int()
    .min(1)
    .max(30 * 86_400_000)
    .nullable()
    .optional(),
  silentAfterMs: z
    .int()
    .min(1_000)
    .max(366 * 86_400_000)
    .nullable()
    .optional()
    .meta({ description: 'Raises `source.silent` when nothing has come for so long; null: never.' }),
  forwardHeaders: z
    .array(
      z
        .string()
        .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/, 'must be the name of a header')
        .refine((name) => !isGatewayHeader(name), 'is a header that the gateway sets itself')
        .transform((name) => name.toLowerCase()),
    )
    .max(20)
    .optional()
    .meta({ description: 'Headers that go on to destinations beside those that the scheme names.' }),
  answer: z
    .strictObject({
      status: whole(bounds.answerStatus).default(bounds.answerStatus.usual),
      body: z.string().max(4096).default(''),
      contentType: z
        .string()
        .max(200)
        .regex(/^[\w.+-]+\/[\w.+-]+(?: *; *[\w.+-]+=(?:[\w.+-]+|"[\w .+-]*"))*$/, 'must be a media type')
        .default('text/plain; charset=utf-8'),
    })
    .refine(({ status, body }) => body === '' || (status !== 204 && status !== 205), {
      message: 'has no body with this status',
      path: ['body'],
    })
    .nullable()
    .optional()
    .meta({
      description:
        'What an event is answered with, once it is on disk. null: what its provider demands, or the gateway’s answer, which names the event.',
    }),
  masks: z.array(pathSchema).max(50).optional().meta({
    description:
      'Paths in JSON bodies whose values are masked where somebody looks at them: `*` stands for any one name or index, `**` for any number. What is delivered stays as it came. A body that is no JSON is not shown at all.',
  }),
  index: z.array(pathSchema).max(20).optional().meta({
    description:
      'Paths in JSON bodies, as of `masks`, by whose values events are found at once: see `POST /events/find`. Events that come from now on are indexed; the first 64 values of one, each of up to 256 characters, of bodies up to 1 MiB.',
  }),
  rejections: z
    .strictObject({
      count: z.int().min(0).max(100_000),
      bytes: z
        .int()
        .min(0)
        .max(1024 ** 3),
      perSecond: z.number().min(0).max(1000),
    })
    .optional(),
}

/** The body that makes a source. */
export const sourceInputSchema: z.ZodType<SourceInput, unknown> = z.strictObject({
  name: nameSchema,
  scheme: schemeRefSchema,
  secrets: z.array(givenSecretSchema).max(20).default([]),
  unsigned: z.boolean().default(false),
  ...policyFields,
})

/** The body that changes a source. */
export const sourceChangeSchema: z.ZodType<SourceChange, unknown> = z.strictObject({
  ...policyFields,
  scheme: schemeRefSchema.optional().meta({
    description:
      'A scheme of your own in place of another: its secrets stay, and rejections are reverified under it.',
  }),
  state: z.literal('live').optional(),
})
