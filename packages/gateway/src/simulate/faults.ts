import { z } from 'zod'

/**
 * How a simulated provider misbehaves. All of it is off at the start; `POST /simulate/faults` changes it
 * while the simulator runs.
 */
export const faultsSchema = z.strictObject({
  /** Sends each notification this many times more. */
  duplicates: z.int().min(0).max(100).default(0),
  /** Sends notifications in pairs, the later one first. */
  shuffle: z.boolean().default(false),
  /** Sends each notification this much later, in ms. */
  delayMs: z.int().min(0).max(600_000).default(0),
  /** Sends nothing and closes every API connection without an answer. */
  dead: z.boolean().default(false),
  /** Loses notifications: the API answers, nothing is sent. */
  silent: z.boolean().default(false),
  /** How the API answers instead of doing what it was asked. */
  api: z.enum(['well', 'error', 'html', 'nothing', 'rate-limited', 'forbidden']).default('well'),
  /** The `Retry-After` of a 429, in seconds. */
  retryAfterSeconds: z.int().min(0).max(3600).default(1),
  /** How many API calls are answered so before the API is well again; null for all. */
  times: z.int().min(1).max(1_000_000).nullable().default(null),
  /** How far the provider's clock runs ahead of the true time, in ms. */
  clockAheadMs: z.int().min(-86_400_000).max(86_400_000).default(0),
})

export type Faults = z.infer<typeof faultsSchema>

/** A provider that behaves. */
export const noFaults: Faults = faultsSchema.parse({})
