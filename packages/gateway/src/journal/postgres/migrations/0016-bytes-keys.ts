import { append3 } from '../functions/append-3.ts'
import { append4 } from '../functions/append-4.ts'
import type { Migration } from './migration.ts'

/** Appends that keep a second key of an event, and mark plain batches. */
export const bytesKeys: Migration = {
  version: 16,
  usableFrom: 1,
  locks: 'Creates functions; locks nothing that was there.',
  statements: [append3, append4],
}
