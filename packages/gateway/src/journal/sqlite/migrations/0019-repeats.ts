/** What has been made under idempotency keys; without an answer while it is under way. */
export const repeats: string = `
create table repeat (
  key text not null primary key,
  request text not null,
  expires_at integer not null,
  answer blob
) strict;
create index repeat_end on repeat (expires_at);
`
