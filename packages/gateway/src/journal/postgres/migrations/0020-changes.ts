import type { Migration } from './migration.ts'

/**
 * What each change has touched, so that gateways read what has changed and not all; and names that are taken, and the
 * lanes of a destination, are found without a look at all of them. A gateway of before keeps no account of its changes:
 * the chain of `before` and `identity` is broken there, and all is read.
 */
export const changes: Migration = {
  version: 20,
  usableFrom: 1,
  locks:
    'Makes a table, and indexes on tables of the configuration; changes of it wait for the moment that takes.',
  statements: [
    `create table countersign.change (
       changes bigint primary key, before bigint not null, identity bigint not null,
       kept bigint not null, ids text[] not null
     )`,
    'create index change_before on countersign.change (before)',
    'create index change_kept on countersign.change (kept)',
    `create index source_name on countersign.source ((doc::jsonb ->> 'name'))
       where doc::jsonb ->> 'deletedAt' is null`,
    `create index source_path on countersign.source ((doc::jsonb ->> 'path'))
       where doc::jsonb ->> 'deletedAt' is null`,
    `create index destination_name on countersign.destination ((doc::jsonb ->> 'name'))
       where doc::jsonb ->> 'deletedAt' is null`,
    'create index lane_destination on countersign.lane (destination)',
  ],
}
