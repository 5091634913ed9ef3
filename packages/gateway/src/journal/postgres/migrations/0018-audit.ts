import type { Migration } from './migration.ts'

/** Who did what, row behind row, and where the rows begin and end. Gateways of before write no row. */
export const audit: Migration = {
  version: 18,
  usableFrom: 1,
  locks: 'Creates tables; locks nothing that was there.',
  statements: [
    `create table countersign.audit (
       number bigint primary key, at bigint not null, actor text not null, operation text not null,
       target text not null, outline text not null, hash bytea not null
     )`,
    `create table countersign.audit_ends (
       id int primary key check (id = 1), anchor bigint not null, anchor_hash bytea not null,
       head bigint not null, head_hash bytea not null, seal bytea not null
     )`,
  ],
}
