import type { DeliveryTally, EventTally, TallyStep } from '../../model/tally.ts'

/** Counts over time as the API shows them. */
export interface SeriesJson {
  readonly step: TallyStep
  readonly from: string
  readonly to: string
  readonly events: readonly (Omit<EventTally, 'at' | 'source'> & { at: string; source: string | null })[]
  readonly deliveries: readonly (Omit<DeliveryTally, 'at' | 'destination'> & {
    at: string
    destination: string | null
  })[]
  readonly latencyBoundsMs: readonly number[]
}
