import type { Migration } from './migration.ts'

/** For which cause one was refused, of those that were looked at. */
export const rejectionCauses: Migration = {
  version: 30,
  usableFrom: 17,
  locks: 'Adds a column without a value to the rejections, which are locked for a moment.',
  statements: ['alter table countersign.rejection add column cause text'],
}
