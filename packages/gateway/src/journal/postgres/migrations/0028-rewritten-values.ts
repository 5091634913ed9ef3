import { rewrite3 } from '../functions/rewrite-3.ts'
import type { Migration } from './migration.ts'

/** Called by versions before schema 17 alone, which nobody can run beside this one. */
const unused = [
  ...['append_1', 'append_2', 'enqueue_1', 'enqueue_2', 'own_1', 'prune_1'],
  ...['epoch_lock_1', 'retention_lock_1'],
]

/**
 * Up to which event an erasure found nothing among the values that events are indexed under; -1 where it found any. A
 * gateway of before moves `event_cursor` alone: where the two differ, nobody knows.
 */
export const rewrittenValues: Migration = {
  version: 28,
  usableFrom: 17,
  locks: 'Adds a column to a small table, which is locked for a moment; makes a function and drops others.',
  statements: [
    'alter table countersign.erasure add column values_untouched_to bigint not null default 0',
    rewrite3,
    ...['rewrite_2', 'rewrite_3'].map(
      (name) => `revoke execute on function countersign.${name}(text, bigint) from public`,
    ),
    `drop function ${unused.map((name) => `countersign.${name}`).join(', ')}`,
  ],
}
