/**
 * When an event's content was erased, and what was to be erased, by whom and why. The document of an erasure
 * holds its filter only as long as that is needed; the row stays.
 */
export const erasures = `
alter table event add column erased_ms integer;
create table erasure (
  number integer primary key autoincrement,
  document text not null,
  state text not null,
  event_cursor integer not null default 0,
  rejection_cursor integer not null default 0,
  event_upto integer not null,
  rejection_upto integer not null,
  events integer not null default 0,
  rejections integer not null default 0,
  ended_ms integer
) strict;
create index erasure_open on erasure (number) where ended_ms is null;
`
