/** Who did what, row behind row, and where the rows begin and end. */
export const audit = `
create table audit (
  number integer primary key,
  at integer not null,
  actor text not null,
  operation text not null,
  target text not null,
  outline text not null,
  hash blob not null
) strict;
create table audit_ends (
  id integer primary key check (id = 1),
  anchor integer not null,
  anchor_hash blob not null,
  head integer not null,
  head_hash blob not null,
  seal blob not null
) strict;
`
