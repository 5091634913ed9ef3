/** Codes and sessions of the console, by their hashes. */
export const signIns = `
create table sign_in (
  hash text primary key,
  use text not null,
  expires_at integer not null
) strict, without rowid;
`
