import { z } from 'zod'

/**
 * What the last look at a connection saw. `active`: the webhook is there and sends. `inactive`: the provider
 * has switched it off. `unknown`: it is there, and the provider does not say more. `moved`: someone gave it
 * another target or purpose. `deleted`: it is not there. `refused`: the token is not accepted. `unreachable`:
 * the provider does not answer.
 */
type WatchStatus = 'active' | 'inactive' | 'unknown' | 'moved' | 'deleted' | 'refused' | 'unreachable'

/** What is kept of a connection from one look to the next. Times are milliseconds since 1970. */
export interface WatchState {
  readonly status: WatchStatus
  /** When it was last looked at, whatever came of it. */
  readonly checkedAt: number
  /** When the webhook was last seen to be right; null before the first time. */
  readonly goodAt: number | null
  /** Looks in a row that got no answer. */
  readonly failures: number
  /** What is wrong, in a sentence; null where nothing is. */
  readonly problem: string | null
  /** Whether the problem has been told as an operational event. */
  readonly told: boolean
  /** No look before then: the provider asked for it. */
  readonly notBefore: number | null
  /** A gap that is still to be fetched; null where none is. */
  readonly gap: { readonly from: number; readonly to: number } | null
  /** The last gap that was fetched, or given up; null where there was none. */
  readonly lastGap: LastGap | null
}

/** What came of a stretch of time in which notifications may have been lost, in ms since 1970. */
export interface LastGap {
  readonly from: number
  readonly to: number
  readonly found: number
  readonly added: number
  /** A sentence for each kind of thing that could not be fetched. */
  readonly beyondReach: readonly string[]
}

const moment = z.int().nullable()
const schema: z.ZodType<WatchState, unknown> = z.object({
  status: z.enum(['active', 'inactive', 'unknown', 'moved', 'deleted', 'refused', 'unreachable']),
  checkedAt: z.int(),
  goodAt: moment,
  failures: z.int(),
  problem: z.string().nullable(),
  told: z.boolean(),
  notBefore: moment,
  gap: z.object({ from: z.int(), to: z.int() }).nullable(),
  lastGap: z
    .object({
      ...{ from: z.int(), to: z.int(), found: z.int(), added: z.int() },
      beyondReach: z.array(z.string()).readonly(),
    })
    .nullable()
    .default(null),
})

/** Reads what `writeWatchState` wrote; null for anything else, and then the watch begins anew. */
export function readWatchState(text: string | null): WatchState | null {
  try {
    return text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null)
  } catch {
    return null
  }
}

export function writeWatchState(state: WatchState): string {
  return JSON.stringify(state)
}

/** The state of a connection that has just been made. */
export function freshWatchState(now: number): WatchState {
  return {
    ...{ status: 'active', checkedAt: now, goodAt: now, failures: 0 },
    ...{ problem: null, told: false, notBefore: null, gap: null, lastGap: null },
  }
}

/** The provider has asked for time; what it asked for by a clock that was ahead is not known any more. */
export function mustWait({ notBefore, checkedAt }: WatchState, now: number): boolean {
  return notBefore !== null && notBefore > now && checkedAt <= now
}
