import { z } from 'zod'
import { longestSecret } from '../../model/bounds.ts'
import { nameSchema } from '../shapes/names.ts'
import { type AcknowledgeInput, acknowledgeFields } from './loan.ts'
import { type PullInput, pullFields } from './pull.ts'

const instanceSchema = z.string().regex(/^[\w-]{16,64}$/, 'must be 16 to 64 letters, digits, _ and -')
/** Sources that one listener listens to. */
export const mostSources = 100

interface OpenInput {
  readonly name: string
  readonly instance: string
  readonly host: string
  readonly sources?: string[] | undefined
  readonly claimSeconds?: number | undefined
  readonly secret?: string | undefined
  readonly since?: string | undefined
}

export const openInput: z.ZodType<OpenInput, unknown> = z.strictObject({
  name: nameSchema,
  instance: instanceSchema.meta({ description: 'Random; names the process that listens.' }),
  host: z.string().max(200).default('').meta({ description: 'Whose it is, for people.' }),
  sources: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(mostSources)
    .optional()
    .meta({ description: 'Absent: all that are in reach.' }),
  claimSeconds: z.int().min(5).max(600).optional().meta({
    description:
      'Its sources’ deliveries go to it alone, as long as it is heard from each so many seconds. What then still waits goes where the routes lead.',
  }),
  secret: z
    .string()
    .min(1)
    .max(longestSecret)
    .optional()
    .meta({ description: 'Signs its deliveries. Absent: one is made.' }),
  since: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'Replays what came since: an event, a time (ISO 8601), or so long ago (`10m`).' }),
})

export const instanceInput: z.ZodType<{ instance: string }, unknown> = z.strictObject({
  instance: instanceSchema,
})

interface ListenerPullInput extends PullInput {
  readonly instance: string
  readonly holdsNothing: boolean
}

export const listenerPullInput: z.ZodType<ListenerPullInput, unknown> = z.strictObject({
  instance: instanceSchema,
  ...pullFields,
  holdsNothing: z.boolean().default(false).meta({
    description:
      'The answer of a pull before did not arrive: what it lent is lent anew now, and not only when its lease ends.',
  }),
})

export const listenerAcknowledgeInput: z.ZodType<AcknowledgeInput & { instance: string }, unknown> =
  z.strictObject({
    instance: instanceSchema,
    ...acknowledgeFields,
  })

export const listenerReplayInput: z.ZodType<{ instance: string; event: string }, unknown> = z.strictObject({
  instance: instanceSchema,
  event: z.string().max(100),
})
