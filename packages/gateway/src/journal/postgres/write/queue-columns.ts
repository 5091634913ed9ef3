import type { NewEvent } from '../../port/intake.ts'

/** The queue rows of a batch, a list a column. */
export interface QueueColumns {
  /** Which event of the batch each is of, from 1. */
  readonly at: readonly number[]
  readonly lanes: readonly number[]
  readonly dues: readonly number[]
  readonly orders: readonly (string | null)[]
}

export function queueColumns(events: readonly NewEvent[]): QueueColumns {
  const at: number[] = []
  const lanes: number[] = []
  const dues: number[] = []
  const orders: (string | null)[] = []
  for (const [i, event] of events.entries()) {
    for (const row of event.queue) {
      at.push(i + 1)
      lanes.push(row.lane)
      dues.push(row.due)
      orders.push(row.orderKey)
    }
  }
  return { at, lanes, dues, orders }
}
