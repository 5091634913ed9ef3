import type { DeliveryPolicy } from './destination.ts'

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes

/**
 * How deliveries are tried unless a destination says otherwise: thirteen attempts within three days, quick
 * ones first, since most failures are a restart of the receiver.
 */
export const defaultDeliveryPolicy: DeliveryPolicy = {
  retryScheduleMs: [
    5 * seconds,
    30 * seconds,
    2 * minutes,
    10 * minutes,
    30 * minutes,
    1 * hours,
    2 * hours,
    4 * hours,
    8 * hours,
    12 * hours,
    20 * hours,
    24 * hours,
  ],
  timeoutMs: 15 * seconds,
  concurrency: 32,
  ratePerSecond: null,
}

/** The largest part of a wait that jitter adds to it. */
const jitter = 0.2

/**
 * When the attempt after the `n`th (1 for the first) is due, or null where the `n`th was the last. Jitter is
 * only ever added, so that a wait is never shorter than the schedule says. `random` yields [0, 1).
 */
export function retryAt(
  n: number,
  now: number,
  scheduleMs: readonly number[],
  random: () => number,
): number | null {
  const wait = scheduleMs[n - 1]
  if (wait === undefined) return null
  return Math.ceil(now + wait * (1 + jitter * random()))
}
