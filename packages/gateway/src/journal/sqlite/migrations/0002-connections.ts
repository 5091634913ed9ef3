/** Webhooks that the gateway keeps at providers, what its last looks saw, and the count of what it fetched. */
export const connections = `
create table connection (id text primary key, document text not null, token blob not null) strict;
create table watch (connection text primary key, due integer not null, state text) strict, without rowid;
alter table state add column backfilled integer not null default 0;
`
