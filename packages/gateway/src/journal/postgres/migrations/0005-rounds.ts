import { enqueue2 } from '../functions/enqueue-2.ts'
import type { Migration } from './migration.ts'

/** How many of a delivery's attempts were made before somebody had it tried again. */
export const rounds: Migration = {
  version: 5,
  usableFrom: 1,
  locks: 'Adds a column to the queue, which is locked for a moment; no row is rewritten.',
  statements: ['alter table countersign.queue add column earlier int not null default 0', enqueue2],
}
