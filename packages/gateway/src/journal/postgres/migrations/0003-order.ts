import type { Migration } from './migration.ts'

/** Finds whether an earlier delivery of the same order key waits. */
export const order: Migration = {
  version: 3,
  usableFrom: 1,
  locks:
    'Builds a partial index on the queue, which is locked for writing meanwhile: a moment, as long as nothing is ordered.',
  statements: [
    `create index queue_order on countersign.queue (lane, order_key, seq, replay) where order_key is not null`,
  ],
}
