import { rewrite2 } from '../functions/rewrite-2.ts'
import type { Migration } from './migration.ts'

/** Under which values events are indexed; and what an erasure writes anew has that table as well. */
export const pathValues: Migration = {
  version: 26,
  usableFrom: 1,
  locks: 'Creates a table.',
  statements: [
    `create table countersign.path_value (
       source int not null, value bigint not null, seq bigint not null, primary key (source, value, seq)
     )`,
    // No sample of what senders wrote in a table of the system's, as of `silentColumns`.
    'alter table countersign.path_value alter column value set statistics 0',
    'create index path_value_by_event on countersign.path_value (seq)',
    rewrite2,
  ],
}
