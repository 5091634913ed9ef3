import type { Migration } from './migration.ts'

/** What each block of events holds, by source; source 0 is all of them. Lists read it, see `model/block.ts`. */
export const blocks: Migration = {
  version: 21,
  usableFrom: 1,
  locks: 'Creates a table; locks nothing that was there.',
  statements: [
    `create table countersign.event_block (
       source int not null, block bigint not null, count int not null, oldest bigint not null, newest bigint not null,
       primary key (source, block)
     )`,
    'create index event_block_age on countersign.event_block (block)',
  ],
}
