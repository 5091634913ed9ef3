import type { Migration } from './migration.ts'

/** What was refused, by source and code, whether it is kept or not; and how many of each are kept is counted by an index. */
export const refusalGroups: Migration = {
  version: 23,
  usableFrom: 1,
  locks: 'Creates a table, and an index on the rejections, of which none is written meanwhile.',
  statements: [
    `create table countersign.refusal_group (
       source int not null, code text not null, count bigint not null, first bigint not null, last bigint not null,
       primary key (source, code)
     ) with (fillfactor = 50)`,
    'create index rejection_code on countersign.rejection (source, code, seq)',
  ],
}
