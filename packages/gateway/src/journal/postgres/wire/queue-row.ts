import type { QueuePosition, QueueRow } from '../../port/queue.ts'

/**
 * A position before all rows. Positions are compared as bigint in all three parts: a caller may mean "behind
 * everything" by numbers that no int holds.
 */
export const beginning: QueuePosition = { due: -1, seq: -1, replay: -1 }

export const columns = 'lane, due, seq, replay, attempts, earlier, order_key'

export type DueRow = Omit<QueueRow, 'orderKey'> & { readonly order_key: string | null }

/** A row as the port has it. */
export function rowOf({ lane, due, seq, replay, attempts, earlier, order_key }: DueRow): QueueRow {
  return { lane, due, seq, replay, attempts, earlier, orderKey: order_key }
}
