/** Replays of many events, and how far each has come. Numbers begin above those of single events' replays. */
export const replays = `
create table replay (
  number integer primary key autoincrement,
  document text not null,
  state text not null,
  cursor integer not null,
  events integer not null default 0,
  ended_ms integer
) strict;
insert into sqlite_sequence (name, seq) values ('replay', 1048575);
create index replay_running on replay (number) where state = 'running';
`
