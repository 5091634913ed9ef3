/** Who may sign in, whose a code or session is, and when tokens were last used. */
export const people = `
create table person (
  id text primary key,
  name text not null unique,
  document text not null
) strict, without rowid;
alter table sign_in add column person text;
create table token_use (
  id text primary key,
  at integer not null
) strict, without rowid;
`
