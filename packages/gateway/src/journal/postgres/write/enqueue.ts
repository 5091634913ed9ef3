import type { NewQueueRow } from '../../port/queue.ts'
import { numberArray, textArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'

/** Queues stored events once more; of a delivery named twice the first counts. */
export async function enqueue(
  database: Pick<Database, 'write'>,
  gateway: string,
  slot: number,
  rows: readonly NewQueueRow[],
): Promise<number> {
  const [row] = await database.write<{ queued: number }>(
    'select queued from countersign.enqueue_3($1, $2, $3, $4, $5, $6, $7)',
    [
      gateway,
      slot,
      numberArray(rows.map((r) => r.lane)),
      numberArray(rows.map((r) => r.due)),
      numberArray(rows.map((r) => r.seq)),
      numberArray(rows.map((r) => r.replay)),
      textArray(rows.map((r) => r.orderKey)),
    ],
  )
  return row?.queued ?? 0
}
