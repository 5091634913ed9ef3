import { z } from 'zod'
import type { SourcePolicy } from '../model/source.ts'
import { nameSchema, schemeNameSchema } from './names.ts'
import type { GivenSecret } from './sealed-secret.ts'
import { givenSecretSchema } from './secret-schema.ts'

type Params = Readonly<Record<string, string>>

/** What may be said of a source when it is made or changed. */
export interface SourceChange {
  readonly params?: Params | undefined
  readonly onMismatch?: SourcePolicy['onMismatch'] | undefined
  readonly maxBodyBytes?: number | undefined
  readonly ratePerSecond?: number | null | undefined
  readonly toleranceSeconds?: number | null | undefined
  readonly dropSameBytesWithinMs?: number | null | undefined
  readonly silentAfterMs?: number | null | undefined
  readonly rejections?: SourcePolicy['rejections'] | undefined
  /** `live` confirms a source that a handshake has enrolled. */
  readonly state?: 'live' | undefined
}

/** A new source. */
export interface SourceInput extends Omit<SourceChange, 'state'> {
  readonly name: string
  readonly scheme: string
  readonly secrets: GivenSecret[]
  readonly unsigned: boolean
}

const policyFields = {
  params: z.record(z.string().max(64), z.string().max(4096)).optional(),
  onMismatch: z.enum(['refuse', 'hold']).optional(),
  maxBodyBytes: z
    .int()
    .min(0)
    .max(64 * 1024 * 1024)
    .optional(),
  ratePerSecond: z.number().positive().max(1e6).nullable().optional(),
  toleranceSeconds: z.int().min(1).max(86_400).nullable().optional(),
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
  scheme: schemeNameSchema.meta({
    description: 'A scheme of the catalogue; `publish`: for publishing alone.',
  }),
  secrets: z.array(givenSecretSchema).max(20).default([]),
  unsigned: z.boolean().default(false),
  ...policyFields,
})

/** The body that changes a source. */
export const sourceChangeSchema: z.ZodType<SourceChange, unknown> = z.strictObject({
  ...policyFields,
  state: z.literal('live').optional(),
})

/** The policy with what the change says of it. */
export function changePolicy(policy: SourcePolicy, change: SourceChange, maxBodyBytes: number): SourcePolicy {
  return {
    onMismatch: change.onMismatch ?? policy.onMismatch,
    maxBodyBytes: Math.min(change.maxBodyBytes ?? policy.maxBodyBytes, maxBodyBytes),
    ratePerSecond: keep(change.ratePerSecond, policy.ratePerSecond),
    toleranceSeconds: keep(change.toleranceSeconds, policy.toleranceSeconds),
    dropSameBytesWithinMs: keep(change.dropSameBytesWithinMs, policy.dropSameBytesWithinMs),
    silentAfterMs: keep(change.silentAfterMs, policy.silentAfterMs ?? null),
    rejections: change.rejections ?? policy.rejections,
  }
}

/** `null` is a value, absence is none. */
function keep(given: number | null | undefined, before: number | null): number | null {
  return given === undefined ? before : given
}
