import type { DeliveryCode } from './answer.ts'
import type { DeliveryPolicy, Destination } from './destination.ts'
import { retryAt } from './schedule.ts'

/** The wait of a delivery that blocks others and has no schedule. */
const blockedWaitMs = 60_000

/** What an answer means, as the kind of the destination reads it. */
export type Outcome =
  /** The application has the event. `code`: what went wrong all the same. */
  | { readonly taken: true; readonly code: DeliveryCode | null }
  /** `waitMs`: how long the destination asked to be left alone; null where it asked for nothing. */
  | { readonly taken: false; readonly code: DeliveryCode; readonly waitMs: number | null }

/** What follows from an attempt. */
export interface Judgement {
  readonly next: { readonly state: 'delivered' | 'dead' } | { readonly retryAt: number }
  /** Null where all went well; of a delivered one at most `ERR_DELIVERY_ANSWER_CUT`. */
  readonly code: DeliveryCode | null
  /** The destination asked for no request before this moment (ms); null where it asked for nothing. */
  readonly paceUntil: number | null
}

/**
 * What to do after the `n`th attempt (1 for the first) ended like this: what was not taken is tried again by the
 * policy's schedule, and after its last wait the delivery is dead. What the destination asks for may only lengthen the
 * wait. Where its saying that it is gone pauses the destination, the delivery waits with the others and does not die.
 */
export function judge(
  outcome: Outcome,
  n: number,
  destination: Pick<Destination, 'policy' | 'tenant'>,
  now: number,
  random: () => number,
): Judgement {
  const { code } = outcome
  if (outcome.taken) return { next: { state: 'delivered' }, code, paceUntil: null }
  const paceUntil = outcome.waitMs === null ? null : now + outcome.waitMs
  if (code === 'ERR_DELIVERY_GONE' && isPausedByGone(destination))
    return { next: { retryAt: now }, code, paceUntil }
  return { next: afterFailure(n, now, destination.policy, random, paceUntil ?? now), code, paceUntil }
}

/**
 * Whether a 410 pauses a destination: a customer's wish is followed, as Standard Webhooks asks. The operator's own
 * destination goes on by its schedule, and an alarm is raised: there it is a mistake more likely than a wish.
 */
export function isPausedByGone({ tenant }: Pick<Destination, 'tenant'>): boolean {
  return tenant !== undefined && tenant !== null
}

/**
 * What to do after the `n`th attempt failed: again by the policy's schedule, or when the application asked for
 * it where that is later; dead after the last wait. Where the first of an order blocks the next ones, the last
 * wait has no end.
 */
export function afterFailure(
  n: number,
  now: number,
  policy: DeliveryPolicy,
  random: () => number,
  notBefore: number,
): { readonly state: 'dead' } | { readonly retryAt: number } {
  const scheduled = scheduledRetry(n, now, policy, random)
  return scheduled === null ? { state: 'dead' } : { retryAt: Math.max(scheduled, notBefore) }
}

function scheduledRetry(n: number, now: number, policy: DeliveryPolicy, random: () => number): number | null {
  const { retryScheduleMs, order } = policy
  if (order?.whenDead !== 'block') return retryAt(n, now, retryScheduleMs, random)
  const schedule = retryScheduleMs.length === 0 ? [blockedWaitMs] : retryScheduleMs
  return retryAt(Math.min(n, schedule.length), now, schedule, random)
}
