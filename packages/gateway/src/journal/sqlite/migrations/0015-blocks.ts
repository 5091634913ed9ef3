/** What each block of events holds, by source; source 0 is all of them. Lists read it, see `model/block.ts`. */
export const blocks = `
create table event_block (
  source integer not null,
  block integer not null,
  count integer not null,
  oldest integer not null,
  newest integer not null,
  primary key (source, block)
) strict, without rowid;
create index event_block_age on event_block (block);
`
