import { isAlive1, look1, own2 } from '../functions/own-2.ts'
import type { Migration } from './migration.ts'

/** Who has started a gateway, and the session by whose end the database sees that it is gone. */
export const sessions: Migration = {
  version: 12,
  usableFrom: 1,
  locks: 'Adds columns to the table of gateways, a row for each, and makes functions.',
  statements: [
    `alter table countersign.gateway add column keeper text, add column pid int, add column started bigint,
       add column server bigint, add column gone bigint`,
    isAlive1,
    look1,
    own2,
  ],
}
