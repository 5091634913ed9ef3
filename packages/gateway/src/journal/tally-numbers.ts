import { type DeliveryOutcome, type EventOutcome, latencyBoundsMs } from '../model/tally.ts'
import { finalOf, verdictOf } from './stored-numbers.ts'

/** Steps as they are stored. What is fresh is of a minute too, and in no hour and no day yet. */
export const stepNumber = { fresh: 0, minute: 1, hour: 2, day: 3 } as const

/** What was not stored, beside the numbers of verdicts. */
export const duplicateNumber = -1
export const refusedNumber = -2

/** What goes on, beside the numbers of final states. */
export const retriedNumber = 0

/** The outcome of a stored number. */
export function eventOutcomeOf(number: number): EventOutcome {
  if (number === duplicateNumber) return 'duplicate'
  if (number === refusedNumber) return 'refused'
  return verdictOf(number)
}

/** The outcome of a stored number. */
export function deliveryOutcomeOf(number: number): DeliveryOutcome {
  if (number === retriedNumber) return 'retried'
  const final = finalOf(number)
  if (final === null) throw new RangeError(`${number} is no outcome of a delivery.`)
  return final
}

/** The columns of a histogram, in order. */
export const latencyNames: readonly string[] = Array.from(
  { length: latencyBoundsMs.length + 1 },
  (_, bucket) => `l${bucket}`,
)
