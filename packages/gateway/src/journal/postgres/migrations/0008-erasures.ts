import { enqueue3 } from '../functions/enqueue-3.ts'
import { expire1 } from '../functions/expire-1.ts'
import { silence, silentColumns } from '../functions/silent-columns.ts'
import type { Migration } from './migration.ts'

/** For the tables, and for the segments that are there already. */
const silenced = Object.keys(silentColumns).flatMap((table) => [
  silence(table, table),
  ...(['event', 'payload', 'attempt'].includes(table)
    ? [
        `do $silence$
         declare
           low bigint;
         begin
           for low in select s.low from countersign.segment s loop
             execute format($statement$${silence(table, `${table}_%s`)}$statement$, low);
           end loop;
         end
         $silence$`,
      ]
    : []),
])

/**
 * When an event's content was erased, and what was to be erased, by whom and why. The document of an erasure
 * holds its filter only as long as that is needed; the row stays.
 */
export const erasures: Migration = {
  version: 8,
  usableFrom: 1,
  locks: 'Adds a column to the events, which are locked for a moment; no row is rewritten.',
  statements: [
    'alter table countersign.event add column erased bigint',
    `create table countersign.erasure (
       number int generated always as identity primary key,
       doc text not null, state text not null,
       event_cursor bigint not null default 0, rejection_cursor bigint not null default 0,
       event_upto bigint not null, rejection_upto bigint not null,
       events bigint not null default 0, rejections bigint not null default 0, ended bigint,
       segments bigint[] not null default '{}', owner text, until bigint not null default 0
     ) with (fillfactor = 50)`,
    'create index erasure_open on countersign.erasure (number) where ended is null',
    ...silenced,
    enqueue3,
    expire1,
  ],
}
