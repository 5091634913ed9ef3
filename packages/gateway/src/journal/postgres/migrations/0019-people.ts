import type { Migration } from './migration.ts'

/**
 * Who may sign in, whose a code or session is, and when tokens were last used. Gateways of before look for uses by
 * names of their own, and so take nobody's session for that of an operator.
 */
export const people: Migration = {
  version: 19,
  usableFrom: 1,
  locks: 'Creates tables, adds a column to the table of sign-ins.',
  statements: [
    'create table countersign.person (id text primary key, name text not null unique, doc text not null)',
    'alter table countersign.sign_in add column person text',
    'create table countersign.token_use (id text primary key, at bigint not null)',
  ],
}
