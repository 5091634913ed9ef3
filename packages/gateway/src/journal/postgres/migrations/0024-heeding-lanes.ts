import { own3 } from '../functions/own-3.ts'
import type { Migration } from './migration.ts'

/** Which gateways look in all lanes of a destination for the first of a key; and lanes of one destination spread over gateways. */
export const heedingLanes: Migration = {
  version: 24,
  usableFrom: 1,
  locks: 'Adds a column to the table of gateways, a row for each, and makes a function.',
  statements: ['alter table countersign.gateway add column heeds boolean', own3],
}
