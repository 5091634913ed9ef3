import type { Migration } from './migration.ts'

/** Codes and sessions of the console, by their hashes. */
export const signIns: Migration = {
  version: 13,
  usableFrom: 1,
  locks: 'Creates a table; locks nothing that was there.',
  statements: [
    'create table countersign.sign_in (hash text primary key, use text not null, expires_at bigint not null)',
  ],
}
