import type { Migration } from './migration.ts'

/** Webhooks that gateways keep at providers, and what the last look at each has seen. */
export const connections: Migration = {
  version: 2,
  usableFrom: 1,
  locks: 'Creates two tables; locks nothing that was there.',
  statements: [
    `create table countersign.connection (id text primary key, doc text not null, token bytea not null)`,
    // Written at each look, mostly with the same state: half of each page is left for newer versions of a row.
    `create table countersign.watch (
       connection text primary key references countersign.connection on delete cascade,
       due bigint not null, state text
     ) with (fillfactor = 50)`,
  ],
}
