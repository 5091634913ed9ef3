import { append2 } from '../functions/append-2.ts'
import type { Migration } from './migration.ts'

/** A cheaper function for the appends that nearly all are. */
export const plainAppends: Migration = {
  version: 9,
  usableFrom: 1,
  locks: 'Creates a function; locks nothing that was there.',
  statements: [append2],
}
