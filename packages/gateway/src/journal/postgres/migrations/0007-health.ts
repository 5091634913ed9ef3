import type { Migration } from './migration.ts'

/** What of destinations' health outlives the gateway that has seen it. */
export const health: Migration = {
  version: 7,
  usableFrom: 1,
  locks: 'Creates a table; locks nothing that was there.',
  statements: [
    `create table countersign.health (
       destination int primary key, round bigint not null, state text not null, failures int not null,
       failing_since bigint, warnings int not null
     ) with (fillfactor = 50)`,
  ],
}
