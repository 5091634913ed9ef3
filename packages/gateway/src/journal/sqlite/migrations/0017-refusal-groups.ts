/** What was refused, by source and code, whether it is kept or not; and how many of each are kept is counted by an index. */
export const refusalGroups: string = `
create table refusal_group (
  source integer not null,
  code text not null,
  count integer not null,
  first_ms integer not null,
  last_ms integer not null,
  primary key (source, code)
) strict, without rowid;
create index rejection_by_code on rejection (source, code, seq);
`
