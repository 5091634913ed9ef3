import type { Migration } from './migration.ts'

/** Replays of many events, and how far each has come. */
export const replays: Migration = {
  version: 4,
  usableFrom: 1,
  locks: 'Creates a table; locks nothing that was there.',
  statements: [
    // Numbers begin above those of single events' replays. The cursor moves every second or so.
    `create table countersign.replay (
       number int generated always as identity (start with 1048576) primary key,
       doc text not null, state text not null, cursor bigint not null, events bigint not null default 0, ended bigint
     ) with (fillfactor = 50)`,
    `create index replay_running on countersign.replay (number) where state = 'running'`,
  ],
}
