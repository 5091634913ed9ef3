import { z } from 'zod'

/**
 * How a simulated provider misbehaves. All of it is off at the start; `POST /simulate/faults` changes it
 * while the simulator runs.
 */
export interface Faults {
  /** Sends each notification this many times more. */
  readonly duplicates: number
  /** Sends notifications in pairs, the later one first. */
  readonly shuffle: boolean
  /** Sends each notification this much later, in ms. */
  readonly delayMs: number
  /** Sends nothing and closes every API connection without an answer. */
  readonly dead: boolean
  /** Loses notifications: the API answers, nothing is sent. */
  readonly silent: boolean
  /** How the API answers instead of doing what it was asked. */
  readonly api: 'well' | 'error' | 'html' | 'nothing' | 'rate-limited' | 'forbidden'
  /** The `Retry-After` of a 429, in seconds. */
  readonly retryAfterSeconds: number
  /** How many API calls are answered so before the API is well again; null for all. */
  readonly times: number | null
  /** How far the provider's clock runs ahead of the true time, in ms. */
  readonly clockAheadMs: number
  /** Webex: never moves a room's `lastActivity` from its creation, as emulators do. */
  readonly frozenActivity: boolean
}

/** A provider that behaves. */
export const noFaults: Faults = {
  ...{ duplicates: 0, shuffle: false, delayMs: 0, dead: false, silent: false },
  ...{ api: 'well', retryAfterSeconds: 1, times: null, clockAheadMs: 0, frozenActivity: false },
}

const day = 86_400_000

/** The body of `POST /simulate/faults`: what is absent stays as it is. */
export const faultsChangeSchema: z.ZodType<Partial<Faults>> = z.strictObject({
  duplicates: z.int().min(0).max(100).exactOptional(),
  shuffle: z.boolean().exactOptional(),
  delayMs: z.int().min(0).max(600_000).exactOptional(),
  dead: z.boolean().exactOptional(),
  silent: z.boolean().exactOptional(),
  api: z.enum(['well', 'error', 'html', 'nothing', 'rate-limited', 'forbidden']).exactOptional(),
  retryAfterSeconds: z.int().min(0).max(3600).exactOptional(),
  times: z.int().min(1).max(1_000_000).nullable().exactOptional(),
  clockAheadMs: z.int().min(-day).max(day).exactOptional(),
  frozenActivity: z.boolean().exactOptional(),
})
