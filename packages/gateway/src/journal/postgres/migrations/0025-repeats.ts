import type { Migration } from './migration.ts'

/** What has been made under idempotency keys; without an answer while it is under way. */
export const repeats: Migration = {
  version: 25,
  usableFrom: 1,
  locks: 'Creates a table.',
  statements: [
    `create table countersign.repeat (
       key text primary key, request text not null, expires_at bigint not null, answer bytea
     )`,
    'create index repeat_end on countersign.repeat (expires_at)',
  ],
}
