import { latencyBoundsMs } from '../../../model/tally.ts'

/** The columns of a histogram, in order. */
export const latencyNames: readonly string[] = Array.from(
  { length: latencyBoundsMs.length + 1 },
  (_, bucket) => `l${bucket}`,
)
