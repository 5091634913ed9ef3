import { undecidedDue } from '../../../model/delivery.ts'
import type { Migration } from './migration.ts'

/** Finds what waits for a decision among all that waits. */
export const undecided: Migration = {
  version: 14,
  usableFrom: 1,
  locks: 'Builds a partial index on the queue, which is locked for writing meanwhile; no row is in it yet.',
  statements: [
    `create index queue_undecided on countersign.queue (seq, lane, replay) where due = ${undecidedDue}`,
  ],
}
