/**
 * What applications have pulled and not settled yet: the lease of each such row, and since when. Only they are
 * in the index.
 */
export const loans = `
alter table queue add column lease integer;
alter table queue add column lent integer;
create index queue_lent on queue (due) where lease is not null;
`
