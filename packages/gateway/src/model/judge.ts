import type { Answer, DeliveryCode } from './answer.ts'
import type { DeliveryPolicy, Destination } from './destination.ts'
import { parseRetryAfter } from './retry-after.ts'
import { retryAt } from './schedule.ts'

/** The wait of a delivery that blocks others and has no schedule. */
const blockedWaitMs = 60_000

/** What follows from an attempt. */
export interface Judgement {
  readonly next: { readonly state: 'delivered' | 'dead' } | { readonly retryAt: number }
  /** Null where all went well; of a delivered one at most `ERR_DELIVERY_ANSWER_CUT`. */
  readonly code: DeliveryCode | null
  /** The destination asked for no request before this moment (ms); null where it asked for nothing. */
  readonly paceUntil: number | null
}

/**
 * What to do after the `n`th attempt (1 for the first) ended with this answer: any 2xx delivers, whatever became of
 * the answer after its head, since the application has taken the event then; everything else is tried again by the policy's schedule, and after its last wait the delivery is dead. A redirect is a
 * failure, since nothing is followed. `Retry-After` of a 429 or 503 may only lengthen the wait. Where a 410 pauses
 * the destination, the delivery waits with the others and does not die of it.
 */
export function judge(
  answer: Answer,
  n: number,
  destination: Pick<Destination, 'policy' | 'tenant'>,
  now: number,
  random: () => number,
): Judgement {
  const { status, failure } = answer
  const code = status === null ? (failure ?? 'ERR_DELIVERY_PROTOCOL') : codeOfStatus(status)
  if (code === null) return { next: { state: 'delivered' }, code: failure, paceUntil: null }
  const asked =
    answer.status === 429 || answer.status === 503 ? parseRetryAfter(answer.retryAfter, now) : null
  const paceUntil = asked === null ? null : now + asked
  if (code === 'ERR_DELIVERY_GONE' && isPausedByGone(destination))
    return { next: { retryAt: now }, code, paceUntil }
  return { next: afterFailure(n, now, destination.policy, random, paceUntil ?? 0), code, paceUntil }
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

/** Whether this status says that the application has taken the event. */
export function isDelivered(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}

function codeOfStatus(status: number): DeliveryCode | null {
  if (isDelivered(status)) return null
  if (status >= 300 && status < 400) return 'ERR_DELIVERY_REDIRECT'
  if (status === 410) return 'ERR_DELIVERY_GONE'
  if (status === 429) return 'ERR_DELIVERY_BUSY'
  if (status >= 400 && status < 500) return 'ERR_DELIVERY_REFUSED'
  return 'ERR_DELIVERY_FAILED'
}
