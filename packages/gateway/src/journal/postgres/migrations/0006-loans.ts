import type { Migration } from './migration.ts'

/** What applications have pulled and not settled yet: the lease of each such row, and since when. */
export const loans: Migration = {
  version: 6,
  usableFrom: 1,
  locks:
    'Adds two columns and a partial index to the queue, which is locked for a moment; no row is rewritten.',
  statements: [
    'alter table countersign.queue add column lease bigint, add column lent bigint',
    'create index queue_lent on countersign.queue (due) where lease is not null',
  ],
}
